// Starts the application: `SSO_URL=http://127.0.0.1:17010 npm start`.

import { createApp } from "./app.mjs";

const server = createApp(process.env.SSO_URL ?? "http://127.0.0.1:17010");
server.listen(8080, "127.0.0.1", () => console.log("http://127.0.0.1:8080"));
