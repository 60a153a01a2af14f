// The pages of the application.

const layout = (title, body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${title}</title>
<h1>${title}</h1>
${body}
`;

const escape = (text) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const note = (message) => (message ? `<p role="status">${escape(message)}</p>` : "");

const field = (name, label, type = "text") =>
  `<p><label>${label} <input name="${name}" type="${type}" required></label></p>`;

export const greetingPage = (username) =>
  layout(
    `Hello, ${escape(username)}!`,
    `<form method="post" action="/logout"><button>Log out</button></form>`,
  );

export const loginPage = (message) =>
  layout(
    "Log in",
    `${note(message)}
<form method="post" action="/login">
${field("username", "Username")}
${field("password", "Password", "password")}
<button>Log in</button>
</form>
<p><a href="/sign-up">Sign up</a></p>`,
  );

export const signUpPage = (message) =>
  layout(
    "Sign up",
    `${note(message)}
<form method="post" action="/sign-up">
${field("username", "Username")}
${field("email", "E-mail address", "email")}
${field("password", "Password", "password")}
<button>Sign up</button>
</form>`,
  );

export const failurePage = (message) => layout("Sorry", note(message));
