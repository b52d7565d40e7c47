// Asking our own server: JSON back, or an error that says what kind of trouble it is.
export class LoginExpired extends Error {}
export class Refused extends Error {
  constructor(status, answer) {
    super(String(status));
    this.status = status;
    this.answer = answer;
  }
}

// The token of the form, or the newer one of a login in another window.
export const csrfToken = () =>
  document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

const answerOf = async (response) => {
  // A session that is over is sent to the login page, which we must not take for an answer.
  if (response.type === "opaqueredirect") throw new LoginExpired();
  const isJSON = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJSON ? await response.json() : null;
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
};

export const get = async (address, query = {}) =>
  answerOf(await fetch(`${address}${address.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`, {
    headers: { Accept: "application/json" }, redirect: "manual",
  }));

export const post = async (address, data, options = {}) =>
  answerOf(await fetch(address, {
    method: "POST", body: data, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": csrfToken() },
    ...options,
  }));
