// What is deployed: the built gate, with the model beside it. Deploying without
// an `ownguard.toml` fails, since the import below finds nothing.
import Gate from "./dist/index.js";
import model from "./ownguard.toml";

export * from "./dist/index.js";

export default class extends Gate {
  constructor(context, env) {
    super(context, { ...env, OWNGUARD_MODEL: model });
  }
}
