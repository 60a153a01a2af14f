// A call of the REST API.

/** Performs an operation. Throws an error with the codes if it is refused. */
export async function call(path: string, input: object): Promise<Record<string, string>> {
  const body = JSON.stringify({ current_app: "CRM", ...input });
  const response = await fetch(`/zato/sso/${path}`, { method: "POST", body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`Refused: ${answer.sub_status}`);
  return answer;
}
