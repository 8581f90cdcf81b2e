// `#wasm` where it must not run. The names are there so that a bundler gets as
// far as the page, whose console then says what to mend.
const message =
  "ownguard was loaded where no server is: a browser, or a host whose bundler sets none of the conditions " +
  "`node`, `edge-light` and `workerd`. Whoever reads the page could change what it permits";
const mend =
  'import it in server code only: a route handler, a server component, a file that begins with "use server"';

const error = Object.assign(new Error(`${message}; ${mend}`), { name: "OwnguardError", code: "not_on_a_server", mend });

class Nowhere {
  constructor() {
    throw error;
  }
}
const nowhere = (): never => {
  throw error;
};

export { Nowhere as Policy, Nowhere as Session, nowhere as proofKeys, nowhere as mask, nowhere as memory };

throw error;
