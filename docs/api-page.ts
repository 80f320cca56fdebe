import { type JSDocableNode, Node, Project, Scope, type SourceFile, type Statement } from 'ts-morph'

/** One page of the reference: what a module declares, with the text of its doc comments. */
export interface ApiPage {
  readonly file: string
  readonly title: string
  readonly intro: string
  /** Declarations, as a `.d.ts` has them. */
  readonly text: string
}

/** What a page shows of one declaration. */
interface Entry {
  readonly heading: string
  readonly doc: string
  /** Shown whole, where it has no members of its own. */
  readonly code: string
  readonly members: readonly Member[]
}

interface Member {
  readonly signature: string
  readonly doc: string
}

const project = new Project({ useInMemoryFileSystem: true })

/** The pages as Markdown. What a page says in the same words as one before it is left out. */
export function renderPages(pages: readonly ApiPage[]): Map<string, string> {
  const said = new Set<string>()
  return new Map(pages.map((page) => [page.file, renderPage(page, said)]))
}

function renderPage({ file, title, intro, text }: ApiPage, said: Set<string>): string {
  const source = project.createSourceFile(`${file}.d.ts`, text)
  const sections = entriesOf(source).flatMap((entry) => sectionOf(entry, said))
  return `${[`# ${title}`, intro, ...sections].join('\n\n')}\n`
}

function sectionOf({ heading, doc, code, members }: Entry, said: Set<string>): string[] {
  const isNew = (text: string): boolean => {
    const key = `${heading}\n${text}`
    if (said.has(key)) return false
    said.add(key)
    return true
  }
  const isWhole = isNew(doc + code)
  const fresh = members.filter((member) => isNew(member.signature + member.doc))
  if (!isWhole && fresh.length === 0) return []
  const isPartial = fresh.length < members.length
  const rows = fresh.map((member) => `| ${cell(member.signature)} | ${member.doc.replaceAll('|', '\\|')} |`)
  return [
    `## ${heading}`,
    ...(doc === '' ? [] : [doc]),
    ...(code === '' ? [] : [`\`\`\`ts\n${code}\n\`\`\``]),
    ...(isPartial && fresh.length > 0 ? ['Besides what the pages before say:'] : []),
    ...(rows.length === 0 ? [] : [['| Member | |', '|---|---|', ...rows].join('\n')]),
  ]
}

function cell(code: string): string {
  return `\`${code.replaceAll('|', '\\|')}\``
}

function entriesOf(source: SourceFile): Entry[] {
  const bases = basesOf(source)
  return source.getStatements().flatMap((statement) => {
    const isBase = Node.hasName(statement) && bases.has(statement.getName())
    return isBase || (Node.isModifierable(statement) && statement.hasModifier('export'))
      ? entryOf(statement)
      : []
  })
}

/** What others extend or implement: its members are theirs, exported or not. */
function basesOf(source: SourceFile): Set<string> {
  return new Set(
    [...source.getClasses(), ...source.getInterfaces()]
      .flatMap((declaration) => declaration.getHeritageClauses())
      .flatMap((clause) => clause.getTypeNodes())
      .map((base) => base.getExpression().getText()),
  )
}

function entryOf(statement: Statement): Entry[] {
  if (Node.isClassDeclaration(statement) || Node.isInterfaceDeclaration(statement)) {
    const kind = Node.isClassDeclaration(statement) ? 'class' : 'interface'
    const head = oneLine(statement.getText().replace(/\s*\{[\s\S]*$/, ''))
    return [
      {
        heading: `${kind} ${statement.getName()}`,
        doc: docOf(statement),
        // A name alone says nothing that the heading does not.
        code: /<|extends|implements|abstract/.test(head)
          ? head.replace(/^(export|declare) (declare )?/, '')
          : '',
        members: membersOf(statement),
      },
    ]
  }
  const isShown =
    Node.isTypeAliasDeclaration(statement) ||
    Node.isFunctionDeclaration(statement) ||
    Node.isVariableStatement(statement)
  if (!isShown) return []
  const [name] = Node.isVariableStatement(statement)
    ? statement.getDeclarations().map((declaration) => declaration.getName())
    : [statement.getName()!]
  const kind = Node.isTypeAliasDeclaration(statement)
    ? 'type'
    : Node.isFunctionDeclaration(statement)
      ? 'function'
      : 'const'
  const code = statement.getText().replace(/^export (declare )?/, '')
  return [{ heading: `${kind} ${name}`, doc: docOf(statement), code, members: [] }]
}

function membersOf(owner: Node): Member[] {
  if (!Node.isClassDeclaration(owner) && !Node.isInterfaceDeclaration(owner)) return []
  const found = new Map<string, Member>()
  for (const member of owner.getMembers()) {
    if (Node.isConstructorDeclaration(member) && member.getParameters().length === 0) continue
    if (Node.isScoped(member) && member.getScope() !== Scope.Public) continue
    const name = Node.hasName(member) ? member.getName() : member.getText()
    // A pair of accessors is one member, which can be set.
    if (Node.isSetAccessorDeclaration(member) && found.has(name)) continue
    found.set(name, {
      signature: signatureOf(member),
      doc: Node.isJSDocable(member) ? oneLine(docOf(member)) : '',
    })
  }
  return [...found.values()]
}

function signatureOf(member: Node): string {
  const text = oneLine(member.getText().replace(/^(public|abstract|override) /, '')).replace(/;$/, '')
  if (!Node.isGetAccessorDeclaration(member)) return text
  const canBeSet = member.getSetAccessor() !== undefined
  return `${canBeSet ? '' : 'readonly '}${member.getName()}: ${member.getReturnTypeNode()?.getText() ?? 'unknown'}`
}

function docOf(node: JSDocableNode): string {
  return node
    .getJsDocs()
    .map((doc) => doc.getInnerText().trim())
    .join(' ')
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').trim()
}
