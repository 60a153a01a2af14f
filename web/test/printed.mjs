// Tests on hosts that have no runner of their own: each prints its result as a line of JSON.

/** Runs a test, and prints its name and its error. */
export async function printed(name, test) {
  let error;
  try {
    await test();
  } catch (thrown) {
    error = thrown?.stack ?? JSON.stringify(thrown);
  }
  console.log(JSON.stringify({ name, error }));
}
