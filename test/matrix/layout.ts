import { ts } from 'ts-morph'

/** Where the formatter of TypeScript would break or indent lines in another way. */
export function formattingEdits(name: string, text: string): string[] {
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ noLib: true }),
    getScriptFileNames: () => [name],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => (file === name ? ts.ScriptSnapshot.fromString(text) : undefined),
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => '',
    fileExists: (file) => file === name,
    readFile: (file) => (file === name ? text : undefined),
  }
  const service = ts.createLanguageService(host)
  const edits = service.getFormattingEditsForDocument(name, {
    ...ts.getDefaultFormatCodeSettings('\n'),
    indentSize: 2,
    tabSize: 2,
    semicolons: ts.SemicolonPreference.Ignore,
  })
  // Spaces within a line, such as in `for (;;)`, are a matter of taste between formatters.
  return edits
    .filter(({ span, newText }) => text[span.start - 1] === '\n' || newText.includes('\n'))
    .filter(({ span, newText }) => text.slice(span.start, span.start + span.length) !== newText)
    .map(({ span, newText }) => {
      const line = text.slice(0, span.start).split('\n').length
      return `${name}:${line}: ${JSON.stringify(text.slice(span.start - 20, span.start + 20))} wants ${JSON.stringify(newText)}`
    })
}
