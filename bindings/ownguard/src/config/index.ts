// `ownguard/config`: what stands in the configuration of a framework.

export { withOwnguard, type ModelOptions, type NextConfiguration } from "../cli/with-ownguard.js";
