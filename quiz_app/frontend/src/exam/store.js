import { openDB } from "idb";

const PATIENCE = 1500;
const KEPT = 7 * 24 * 3600 * 1000;

/**
 * What this device knows of an attempt: {id, writer, answers, unsaved, handing, marks, place, at}. `unsaved` is true
 * while the server has not acknowledged the answers, `handing` from 交卷 until the server has answered. A browser that keeps nothing (private mode, full disk) loses only this.
 */
export async function openStore(id) {
  const database = await Promise.race([open(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  let record = (await quietly(() => database?.get("attempts", id))) ?? { id };
  quietly(() => forgetOld(database));

  return {
    record: () => record,
    update(changes) {
      record = { ...record, ...changes, at: Date.now() };
      return quietly(() => database?.put("attempts", record));
    },
    forget: () => quietly(() => database?.delete("attempts", id)),
  };
}

function open() {
  const upgrade = (created) => created.createObjectStore("attempts", { keyPath: "id" });
  return quietly(() => openDB("exams", 1, { upgrade }));
}

async function forgetOld(database) {
  const records = (await database?.getAll("attempts")) ?? [];
  const old = records.filter(({ at }) => Date.now() - at > KEPT);
  await Promise.all(old.map(({ id }) => database.delete("attempts", id)));
}

async function quietly(work) {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
