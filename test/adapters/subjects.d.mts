// biome-ignore lint/suspicious/noExplicitAny: the modules are made while the tests run, and so are their types
export function subjectOf(kind: string, module: any, world: 'left' | 'right'): any
