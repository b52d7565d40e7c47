"""Signing in with a provider of OpenID Connect: the protocol is Authlib's, who is let in is decided here.

Beyond what Authlib looks at, the token must be for us alone (`aud`), from the issuer that the settings name, and
signed with a key of the provider: no `none`, and no shared secret in the place of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from mscsite.accounts import events, rights
from mscsite.accounts.models import Identity

SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
_TIMEOUT = 10  # seconds
_ORIGIN = "provider"


class Refused(Exception):
    """Nobody is let in; the message says why, to whoever asked."""


@dataclass(frozen=True)
class Proved:
    user: AbstractBaseUser
    is_second: bool  # the provider says that it asked for two things


def is_set() -> bool:
    return bool(settings.OIDC_ISSUER)


def begin(request: HttpRequest, back: str) -> HttpResponse:
    """The way to the provider, who sends the browser to the address `back`."""
    from authlib.common.errors import AuthlibBaseError  # here: 270 modules that only a sign-in with a provider needs
    from requests import RequestException

    try:
        return _client().authorize_redirect(request, back)
    except (AuthlibBaseError, RequestException, RuntimeError, ValueError) as error:
        raise Refused(_("统一登录的服务现在没有回应，请过一会儿再试，或者用密码登录。")) from error


def proved(request: HttpRequest) -> Proved:
    """Who came back from the provider. Raises Refused, also where anything about the answer is not as it should be."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        client = _client()
        options = {"iss": {"essential": True, "values": [settings.OIDC_ISSUER]}}
        options["aud"] = {"essential": True, "values": [settings.OIDC_CLIENT_ID]}
        claims = client.authorize_access_token(request, claims_options=options).get("userinfo")
    except RequestException as error:
        raise Refused(_("统一登录的服务现在没有回应，请过一会儿再试，或者用密码登录。")) from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        raise Refused(_("统一登录没有成功，请重新登录一次。")) from error
    if not claims or claims.get("aud") not in (settings.OIDC_CLIENT_ID, [settings.OIDC_CLIENT_ID]):
        raise Refused(_("统一登录没有成功，请重新登录一次。"))
    return Proved(_user(claims), _asked_for_two(claims))


def _client():
    """Authlib's client, with the provider's own description of itself."""
    issuer, key, secret = settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET
    client = _registered(issuer, key, secret)
    described = client.load_server_metadata()
    if described.get("issuer") != issuer:
        raise ValueError(f"The provider calls itself {described.get('issuer')!r}, OIDC_ISSUER says {issuer!r}.")
    offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
    described["id_token_signing_alg_values_supported"] = [name for name in offered if name in SIGNED]
    return client


@cache
def _registered(issuer: str, client_id: str, client_secret: str):
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "provider",
        client_id=client_id,
        client_secret=client_secret,
        server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.OIDC_SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT,
        },
    )


def _asked_for_two(claims: dict) -> bool:
    """RFC 8176: `mfa`; or a context class that the settings name."""
    return "mfa" in (claims.get("amr") or []) or claims.get("acr") in settings.OIDC_SECOND_FACTOR_ACR


@transaction.atomic
def _user(claims: dict) -> AbstractBaseUser:
    """The account of whoever the claims name: known from before, or by a mailbox that the provider vouches for."""
    roles = _roles(claims)
    known = Identity.objects.select_related("user").filter(issuer=claims["iss"], subject=claims["sub"]).first()
    user = known.user if known else _by_mailbox(claims, roles)
    if user is None or not (user.is_active and user.is_staff):
        raise Refused(_("这里没有您的账号。请管理员用您在统一登录里的邮箱邀请您。"))
    if not known:
        Identity.objects.create(user=user, issuer=claims["iss"], subject=claims["sub"])
    if roles is not None:
        _give(user, roles)
    return user


def _by_mailbox(claims: dict, roles: set[str] | None) -> AbstractBaseUser | None:
    email = str(claims.get("email") or "")
    if not email or not (claims.get("email_verified") is True or settings.OIDC_TRUST_MAIL):
        return None
    users = get_user_model().objects
    found = list(users.filter(email__iexact=email)[:2])
    if len(found) == 1 and not Identity.objects.filter(user=found[0], issuer=claims["iss"]).exists():
        return found[0]
    if found or not roles:
        return None
    user = users.create_user(_free_name(email), email, None, is_staff=True)
    events.note("account_created", user, actor=None, origin=_ORIGIN)
    return user


def _free_name(email: str) -> str:
    """The part before the @, or the whole where somebody has that already."""
    short = email.partition("@")[0]
    return email if get_user_model().objects.filter(username__iexact=short).exists() else short


def _roles(claims: dict) -> set[str] | None:
    """Names of roles by the provider's groups; None where the settings leave roles to the administrators here."""
    if not settings.OIDC_ROLES:
        return None
    groups = claims.get(settings.OIDC_GROUPS_CLAIM) or []
    roles = {settings.OIDC_ROLES[name] for name in groups if name in settings.OIDC_ROLES}
    if not roles:
        raise Refused(_("您在统一登录里的分组不能进入这里。请联系管理员。"))
    return roles


def _give(user: AbstractBaseUser, roles: set[str]) -> None:
    """Roles that the provider decides follow it; others stay."""
    before = rights.of(user)
    decided = Group.objects.filter(name__in=set(settings.OIDC_ROLES.values()))
    user.groups.remove(*[group for group in decided if group.name not in roles])
    user.groups.add(*[group for group in decided if group.name in roles])
    rights.changed(user, before, actor=None, keep=None, origin=_ORIGIN)
