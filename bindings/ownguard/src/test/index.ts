// Stands here until its owner writes it, so that the package builds.
export {};
