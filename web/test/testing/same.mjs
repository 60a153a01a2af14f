// Prints what is the same on every host.

const lib = process.env.VESTIBULE_LIB ?? new URL("../../lib", import.meta.url).pathname;
const { createTestSso } = await import(`${lib}/testing/node.js`);

const sso = await createTestSso();
const { userId, ust } = await sso.user();
const fork = await sso.fork();
fork.clock.advance("61m");
const caller = { currentApp: "CRM", remoteAddr: "127.0.0.1" };
const [here, there] = [await sso.sessions.verify(caller, ust), await fork.sessions.verify(caller, ust)];
console.log(JSON.stringify({ userId, ust, here: here?.username, there: there?.username }));
