// Two processes on one store, as the workers of a web server are.

import { signUpsOfOneName } from "./races.mjs";

export const checks = [
  {
    name: "processes: of sign-ups of one name through two processes one is done",
    inTurn: "place",
    run: async (company) => {
      const second = await company.secondProcess();
      await signUpsOfOneName([company.client, second.client], company.newName());
    },
  },
  {
    name: "processes: a session that one process began is open in the other, until it ends",
    inTurn: "place",
    run: async (company) => {
      const second = await company.secondProcess();
      const { ust } = await company.member();
      const session = { ust, current_app: "CRM" };
      await second.client.done("GET /user", session);
      await second.client.done("POST /user/logout", session);
      const { status } = await company.client.ask("GET /user", session);
      if (status !== 403) throw new Error(`the session is open after the logout: ${status}`);
    },
  },
];
