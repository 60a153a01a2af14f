// When the alarm of an object rings.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

const lib = process.env.VESTIBULE_LIB ?? new URL("../../lib", import.meta.url).pathname;
const { Alarms } = await import(`${lib}/workerd/alarms.js`);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2030, 0, 1);

/** An object's alarm, which the platform unsets before it rings. */
class Storage {
  time = null;
  getAlarm = async () => this.time;
  setAlarm = async (time) => {
    this.time = time;
  };

  /** Moves the clock to the alarm and rings it; returns how long that took. */
  async ring(alarms, sweep, deliver) {
    const passed = this.time - Date.now();
    mock.timers.setTime(this.time);
    this.time = null;
    await alarms.run(sweep, deliver);
    return passed;
  }
}

let storage;
let alarms;
let faults;

beforeEach(async () => {
  mock.timers.enable({ apis: ["Date"], now: START });
  storage = new Storage();
  faults = [];
  alarms = new Alarms(storage, (error) => faults.push(error.message));
  await alarms.begin();
});
afterEach(() => mock.timers.reset());

test("it sweeps when the object starts, and every hour", async () => {
  const sweep = mock.fn(async () => {});
  assert.equal(await storage.ring(alarms, sweep), 1_000);
  assert.equal(sweep.mock.callCount(), 1);
  assert.equal(await storage.ring(alarms, sweep), HOUR);
  assert.equal(sweep.mock.callCount(), 2);
});

test("it rings a second after a change, once for several, and does not sweep then", async () => {
  const sweep = mock.fn(async () => {});
  await storage.ring(alarms, sweep);
  await alarms.soon();
  mock.timers.setTime(Date.now() + 500);
  await alarms.soon();
  assert.equal(await storage.ring(alarms, sweep), 500);
  assert.equal(sweep.mock.callCount(), 1);
});

test("it rings when a message that failed is due again", async () => {
  const sweep = async () => {};
  const failTwice = [1, 2];
  const deliver = async (failed) => {
    if (failTwice.length > 0) failed(failTwice.shift());
  };
  await storage.ring(alarms, sweep, deliver);
  assert.equal(await storage.ring(alarms, sweep, deliver), MINUTE + 1_000);
  assert.equal(await storage.ring(alarms, sweep, deliver), 2 * MINUTE + 1_000);
});

test("a sweep that fails is tried again after a minute, and messages are delivered nevertheless", async () => {
  const sweep = mock.fn(async () => {
    throw new Error("no sweep");
  });
  const deliver = mock.fn(async () => {});
  await storage.ring(alarms, sweep, deliver);
  assert.equal(deliver.mock.callCount(), 1);
  assert.deepEqual(faults, ["no sweep"]);
  assert.equal(await storage.ring(alarms, sweep, deliver), MINUTE);
  assert.equal(sweep.mock.callCount(), 2);
});

test("a delivery that fails as a whole is tried again after a minute", async () => {
  const sweep = async () => {};
  const deliver = async () => {
    throw new Error("no store");
  };
  await storage.ring(alarms, sweep, deliver);
  assert.deepEqual(faults, ["no store"]);
  assert.equal(await storage.ring(alarms, sweep, deliver), MINUTE);
});
