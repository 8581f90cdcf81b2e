// Preloaded: `ai` and `ai/test` mean the version that AI_PACKAGE names, for the package under test too.
import { register } from "node:module";

const other = JSON.stringify(process.env.AI_PACKAGE);
const hooks = `export const resolve = (name, context, next) => next(/^ai(\\/|$)/.test(name) ? name.replace(/^ai/, ${other}) : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
