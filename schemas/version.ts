/** The version of package.json, which cannot be imported without a warning on Node 20; a test compares them. */
export const generatorVersion = '0.1.0'
