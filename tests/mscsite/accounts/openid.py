"""A provider of OpenID Connect on this machine: real keys, real signatures, and every mistake that is asked of it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "mscsite", "a secret of the client that nobody else has"


class Provider:
    """`claims` are added to those of the token, or take them away (None); `forge` makes the token itself."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.claims: dict = {}
        self.offered = ["RS256"]
        self.forge = None
        self.asked: dict = {}  # what the last way to us said
        self.verified: list[bool] = []
        self.tells_issuer = ""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"

    def signs(self, location: str, **claims) -> str:
        """Somebody signs in there: the address of the way back, for what `location` asked."""
        parts = urlsplit(location)
        self.asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.claims = claims
        return f"{urlsplit(self.asked['redirect_uri']).path}?code=abc&state={self.asked['state']}"

    def token(self) -> str:
        now = int(time.time())
        plain = {"iss": self.issuer, "sub": "s-1", "aud": CLIENT, "iat": now, "exp": now + 300}
        plain |= {"nonce": self.asked["nonce"], "email": "wang@example.org", "email_verified": True}
        claims = {name: value for name, value in (plain | self.claims).items() if value is not None}
        if self.forge:
            return self.forge(claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def described(self) -> dict:
        return {
            "issuer": self.tells_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": self.offered,
            "code_challenge_methods_supported": ["S256"],
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answers = {"/.well-known/openid-configuration": provider.described()}
                answers["/jwks"] = {"keys": [provider.key.as_dict(private=False)]}
                self._say(answers[self.path])

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                digest = hashlib.sha256(sent["code_verifier"][0].encode()).digest()
                challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
                provider.verified.append(challenge == provider.asked["code_challenge"])
                self._say({"access_token": "at", "token_type": "Bearer", "id_token": provider.token()})

            def _say(self, body: dict) -> None:
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *arguments) -> None:
                pass

        return Handler


def unsigned(claims: dict) -> str:
    head, body = ({"alg": "none"}, claims)
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body))
    return ".".join([*parts, ""])


def signed_with_the_client_secret(claims: dict) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def signed_by_somebody_else(claims: dict) -> str:
    key = RSAKey.generate_key(2048, {"kid": "one"})
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)


@contextmanager
def serving() -> Iterator[Provider]:
    provider = Provider()
    threading.Thread(target=provider._server.serve_forever, args=(0.05,), daemon=True).start()
    yield provider
    provider._server.shutdown()
    provider._server.server_close()
