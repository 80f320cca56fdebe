/** What a code means: a title for headings, and one sentence that says why it is refused. */
export interface CodeText {
  readonly title: string
  readonly explanation: string
}

const text = (title: string, explanation: string): CodeText => ({ title, explanation })

/**
 * Every code that ecs-gen can report, grouped by hundreds: 0 file and usage, 1 syntax and shape, 2 names,
 * 3 references, 4 limits, 5 not built yet, 6 plan. A code is never reused for another meaning. The page
 * docs/errors.md is generated from this table.
 */
export const codes = {
  ECS001: text(
    'The schema file cannot be read',
    'The file does not exist, is a directory, is not in UTF-8, or this process may not read it.',
  ),
  ECS002: text(
    'The schema file is too large',
    'A schema of more than 4 MiB is a mistake (a data file passed by accident), and reading it would only delay that news.',
  ),
  ECS003: text(
    'The command line is wrong',
    'An option is unknown, lacks its value, or does not go together with another one.',
  ),
  ECS004: text('The output cannot be written', 'The folder is missing or this process may not write there.'),
  ECS009: text(
    'More problems than are shown',
    'Only the first hundred problems are printed; correct some of them and run again to see the rest.',
  ),

  ECS100: text(
    'The file is not JSON',
    'Schemas are JSON; comments and trailing commas are allowed, nothing else is.',
  ),
  ECS101: text(
    'Lists and objects are nested too deeply',
    'No valid schema nests this deep, and a reader that follows it could run out of stack.',
  ),
  ECS102: text(
    'A key appears twice in one object',
    'JSON readers keep one of the two silently, so one of the two meanings would be lost.',
  ),
  ECS103: text('A key is unknown', 'A misspelt key would otherwise be ignored and its setting lost.'),
  ECS104: text('A field type is unknown', 'The text is not a type that a field can have.'),
  ECS105: text('A value has the wrong kind', 'For instance a number stands where a list is expected.'),
  ECS106: text('A key is missing', 'The key has no default, so it has to be written.'),
  ECS107: text('A word is not one of the choices', 'The setting takes one of a few fixed words.'),
  ECS108: text('A list or an object is empty', 'It has no meaning without a member.'),
  ECS109: text('A list names something twice', 'The list is a set: a second mention is a slip.'),
  ECS110: text(
    'A field object has no single meaning',
    'A field that is an object has exactly one of the keys type, enum, flags, struct, quantized, angle, quat and entity.',
  ),
  ECS111: text(
    'A key belongs to another choice',
    'The key exists, but not together with the strategy or kind that is chosen here.',
  ),
  ECS112: text(
    'A reason is not one line of text',
    'It stands in a comment of the generated module, on one line.',
  ),

  ECS201: text(
    'A name has a wrong form',
    'Names become identifiers of the generated module, so they are ASCII letters and digits.',
  ),
  ECS202: text(
    'A name is reserved',
    'The name is a word of JavaScript, a member of every object, or a global that the generated module uses.',
  ),
  ECS203: text('A name is too long', 'Names are joined to longer names in the generated module.'),
  ECS204: text(
    'Two names differ only in the case of letters',
    'Both would give the same names in the generated module, or, of nodes, the same file.',
  ),
  ECS205: text(
    'A host has a wrong form',
    'A host is a name or an IP address; the port has a key of its own, and a scheme has no meaning here.',
  ),

  ECS301: text('A component is unknown', 'The name is not among the components of the schema.'),
  ECS302: text('A world is unknown', 'The name is not among the worlds of the schema.'),
  ECS303: text('A link leads from a world to itself', 'An entity that stays where it is needs no queue.'),
  ECS304: text('A link is listed twice', 'Every ordered pair of worlds has one queue.'),
  ECS305: text('Links are listed, but there is one world', 'A link needs two worlds.'),
  ECS306: text('A world routes to itself', 'Routing says where an entity goes when it leaves.'),
  ECS307: text('A route has no link', 'Entities travel over links, and no link leads to that world.'),
  ECS308: text(
    'A route depends on a component that the world does not hold, or that no link carries',
    'No transfer of that world ever has the component, so the route is never taken.',
  ),
  ECS309: text(
    'Two archetypes have the same components',
    'They describe the same entities, so a decoder could not tell them apart.',
  ),
  ECS310: text('A node is unknown', 'The name is not among the nodes of the cluster.'),
  ECS311: text(
    'A world has no node',
    'Once nodes talk with each other, a world lives on one of them: only there its entities arrive.',
  ),
  ECS312: text(
    'A setting has no meaning without a transport',
    'Nodes exchange nothing then, and a setting that is ignored would let its author believe that they do.',
  ),
  ECS313: text('A node has no port', 'The others dial it there; a default would be the same for all nodes.'),
  ECS314: text('Two nodes listen on one port', 'Only one process can listen on a port of a host.'),
  ECS315: text('A hub without a star', 'Only in a star are all nodes connected through one.'),
  ECS316: text(
    'A link joins nodes that the topology does not connect',
    'Transfers go straight from node to node, and no node passes them on: entities take a route through worlds in between.',
  ),
  ECS317: text(
    'A queue between nodes has several producers or consumers',
    'The queue is the send window of its link: one thread sends and resends from it.',
  ),
  ECS318: text(
    'A security does not go with the transport',
    'TLS protects a stream of bytes, and a pre-shared key seals datagrams one by one; what is not protected as written would seem to be.',
  ),
  ECS319: text(
    'A struct holds a reference that is no handle',
    'References to entities of an ECS are looked up field by field, and stand directly in their component.',
  ),
  ECS320: text('No world holds a component', 'Warning: the component leaves no trace in the output.'),
  ECS321: text(
    'No link carries a component',
    'Warning: a link carries what both of its worlds hold; this component never travels.',
  ),
  ECS322: text('A world has no link', 'Warning: no entity can enter or leave the world.'),
  ECS323: text(
    'No link carries an archetype',
    'Warning: no link carries all components of the archetype, so it has no encoder.',
  ),

  ECS324: text(
    'The topology leaves pairs of worlds without a link',
    'Warning: "all" links are those between worlds of one node and of nodes that the topology connects.',
  ),
  ECS325: text('No world lives on a node', 'Warning: the node is a member of the cluster and does nothing.'),

  ECS326: text(
    'A plain type does what a quantized field does',
    'Warning: it takes as many bytes, is at least as exact, and needs no arithmetic.',
  ),

  ECS327: text(
    'A reference without an ECS',
    'Warning: without one there is nothing local to refer to, and the field holds a cluster-wide id.',
  ),
  ECS328: text(
    'A capacity for entities without an ECS',
    'Only the adapter of an ECS counts entities; a setting that is ignored would let its author believe in a bound.',
  ),

  ECS401: text(
    'There are too many of something',
    'Every count has a maximum, given with its reason in schemas/limits.ts.',
  ),
  ECS402: text(
    'A number is out of its range',
    'Every number has a range, given with its reason in schemas/limits.ts.',
  ),
  ECS403: text(
    'A capacity is not a power of two',
    'Queues find a slot with one bitwise and, which needs a power of two.',
  ),
  ECS404: text('A batch is larger than its queue', 'A batch that never fills would never be published.'),
  ECS405: text('Structs are nested too deeply', 'Every level is joined to the name of the accessor.'),
  ECS406: text('A field is too large', 'The length of an array, text or byte field is out of its range.'),

  ECS407: text(
    'Two times do not go together',
    'One has to be longer than the other, or the cluster would never come to rest.',
  ),
  ECS408: text(
    'A quantized range has no evenly spaced values',
    'Its ends are in the wrong order, or its values are so near to each other that rounding would mix them up.',
  ),

  ECS501: text(
    'A feature is not built yet',
    'The key or word is planned, and this version does not know it yet; it is refused, never ignored.',
  ),

  ECS601: text(
    'Two derived names clash',
    'Two parts of the schema would give the same identifier in the generated module; ecs-gen never renames.',
  ),
  ECS602: text('A packet is too large', 'The used length of a packet is stored in 16 bits.'),
  ECS603: text('The queues need too much memory', 'All queues live in one shared buffer of bounded size.'),
  ECS604: text(
    'A packet does not fit a datagram',
    'Over UDP a packet travels in one datagram, as parts of one that is lost would be of no use.',
  ),
  ECS605: text(
    'A world has fewer ids than entities',
    'The ids of a node are shared out among its worlds, and none may be given twice at a time.',
  ),
  ECS606: text('A store needs too much memory', 'The columns of a world live in one buffer of bounded size.'),
} as const satisfies Record<string, CodeText>

export type Code = keyof typeof codes
