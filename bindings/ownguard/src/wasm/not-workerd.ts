// `ownguard/worker` anywhere but in workerd.
const message = "ownguard/worker was loaded where workerd is not: it is the main module of a Worker";
const mend = "bundle it with wrangler, or with the condition `workerd`; for a gate in Node run `npx ownguard dev`";

const error = Object.assign(new Error(`${message}; ${mend}`), { name: "OwnguardError", code: "not_in_workerd", mend });

export default (): never => {
  throw error;
};

throw error;
