const importStatement = /^(import\b|export type \{)[^;]*?from '[^']+'$/gm
const regionLine = /^\s*\/\/#(if (\w+)|end)$/

/**
 * The text of a kernel as the module carries it: its imports are dropped (the module declares those names
 * in front), regions of features that are off are left out, and only what is marked `@public` is exported.
 */
export function kernelText(source: string, hasFeature: (name: string) => boolean): string {
  const lines: string[] = []
  let isKept = true
  for (const line of source.replace(importStatement, '').split('\n')) {
    const region = regionLine.exec(line)
    if (region === null) {
      if (isKept) lines.push(line)
    } else {
      isKept = region[2] === undefined || hasFeature(region[2])
    }
  }
  return exportPublicOnly(lines.join('\n')).trim()
}

function exportPublicOnly(text: string): string {
  return text
    .replace(/^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export /gm, (whole, doc: string | undefined) =>
      doc?.includes('@public') ? whole : whole.slice(0, -'export '.length),
    )
    .replace(/^ \* @public\n/gm, '')
    .replace(/\/\*\* @public \*\/\n/g, '')
}
