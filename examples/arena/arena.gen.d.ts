/** Compared when nodes meet: both sides have to be generated from schemas that agree on the wire. */
export declare const schemaHash = "83eb47dacdd9fb38";
declare global {
    /**
     * Set it in a worker to the `memory` of the thread that started it, before this module is imported: views
     * of a memory known at import are constants to the engine, several times faster than ones set later.
     */
    var arenaMemory: ArrayBufferLike | undefined;
}
/** Shared by all threads where the platform allows it; a browser page without isolation gets a private one. */
export declare const memory: ArrayBufferLike;
/** The worlds by name. Their numbers are what the functions take and what packets carry. */
export declare const World: {
    readonly lobby: 0;
    readonly forest: 1;
    readonly desert: 2;
};
export type World = (typeof World)[keyof typeof World];
/** Names of the worlds, by number. */
export declare const worldNames: readonly (keyof typeof World)[];
/** The components that travel, by name: their numbers are their bits in a packet's mask. */
export declare const Component: {
    readonly Position: 0;
    readonly Velocity: 1;
    readonly Health: 2;
    readonly Purse: 3;
    readonly Journey: 4;
    readonly Name: 5;
    readonly Team: 6;
    readonly Stunned: 7;
};
/** Position, bytes 16-23: x f32 @16, y f32 @20. */
export declare class Position {
    x: number;
    y: number;
}
/** Velocity, bytes 24-31: x f32 @24, y f32 @28. */
export declare class Velocity {
    x: number;
    y: number;
}
/** Health, bytes 32-35: current u16 @32, max u16 @34. */
export declare class Health {
    current: number;
    max: number;
}
/** Purse, bytes 36-39: gold u32 @36. */
export declare class Purse {
    gold: number;
}
/** Journey, bytes 40-47: hops u32 @40, home entity @44. */
export declare class Journey {
    hops: number;
    home: number;
}
/** Name, bytes 48-73: text string<24> @48. */
export declare class Name {
    text: string;
}
export type TeamSide = 'red' | 'blue';
/** Team, byte 74: side enum @74. */
export declare class Team {
    side: TeamSide;
}
/** An entity with exactly Position, Velocity, Health, Purse, Journey, Name, Team: a packet of 75 bytes. */
export declare class Player {
    entity: number;
    generation: number;
    position: Position;
    velocity: Velocity;
    health: Health;
    purse: Purse;
    journey: Journey;
    name: Name;
    team: Team;
}
/**
 * One entity on its way between two worlds: a view on a packet in the module's memory, in a queue's slot or
 * in a world's pool. It holds no data itself and is never copied along. Below, `word`, `half` and `byte` all
 * say where its packet starts, each as an index of the view that it is used with.
 */
export declare class EntityTransfer {
    /** Where its packet starts; `MEMORY_WORDS` once it has expired. Only queues and pools set it. */
    word: number;
    /** Source, and target times 256, of a transfer from `createTransfer`, to find its pool again. */
    private readonly route;
    /** Transfers come from `createTransfer`, `reserve` and `popTransferFor`. */
    constructor(word?: number, route?: number);
    /** Cluster-wide id of the entity, 0 to 2^32 - 1. */
    get entity(): number;
    set entity(id: number);
    /** Which life of the id this is, 0 to 2^32 - 1. */
    get generation(): number;
    set generation(generation: number);
    /** The world it comes from: set by `createTransfer`, and by the queue that it travels through. */
    get source(): World;
    /** The world it goes to, likewise. */
    get target(): World;
    /** For both sides to act on: the source destroys its entity once this is accepted. */
    get destroyOnArrive(): boolean;
    set destroyOnArrive(isSet: boolean);
    /** For the receiver to act on: it is to be processed before others. Queues do not look at it. */
    get priority(): boolean;
    set priority(isSet: boolean);
    /** For the receiver to act on: it carries the whole entity (the default), not an update. */
    get full(): boolean;
    set full(isSet: boolean);
    /** Bytes of the packet up to the end of its last component: the highest bit of the mask finds it. */
    get totalSize(): number;
    /** The packet as bytes, `totalSize` of them; padding and components that it has not are zero. */
    toBytes(): Uint8Array;
    /**
     * Becomes the packet that `toBytes` gave, here or in another module with the same schema hash, worlds and all.
     * False, and empty, for bytes that are no whole packet; values are not looked at.
     */
    fromBytes(bytes: Uint8Array): boolean;
    /** Empties it for the next entity; source and target stay. An expired transfer gets a packet anew. */
    reset(entity?: number, generation?: number): this;
    /** Whether its packet went to a newer transfer: `reset` gives it another one. */
    get isExpired(): boolean;
    /** For the queues: writes an empty header for the worlds in `route` (source, and target times 256). */
    begin(route: number): this;
    /** Whether it carries Position. */
    get hasPosition(): boolean;
    /** Copies the value into the packet and sets the bit of Position. */
    packPosition(value: Readonly<Position>): void;
    /** Reads Position into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackPosition(into?: Position): Position | null;
    get positionX(): number;
    set positionX(value: number);
    get positionY(): number;
    set positionY(value: number);
    /** Whether it carries Velocity. */
    get hasVelocity(): boolean;
    /** Copies the value into the packet and sets the bit of Velocity. */
    packVelocity(value: Readonly<Velocity>): void;
    /** Reads Velocity into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackVelocity(into?: Velocity): Velocity | null;
    get velocityX(): number;
    set velocityX(value: number);
    get velocityY(): number;
    set velocityY(value: number);
    /** Whether it carries Health. */
    get hasHealth(): boolean;
    /** Copies the value into the packet and sets the bit of Health. */
    packHealth(value: Readonly<Health>): void;
    /** Reads Health into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackHealth(into?: Health): Health | null;
    get healthCurrent(): number;
    set healthCurrent(value: number);
    get healthMax(): number;
    set healthMax(value: number);
    /** Whether it carries Purse. */
    get hasPurse(): boolean;
    /** Copies the value into the packet and sets the bit of Purse. */
    packPurse(value: Readonly<Purse>): void;
    /** Reads Purse into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackPurse(into?: Purse): Purse | null;
    get purseGold(): number;
    set purseGold(value: number);
    /** Whether it carries Journey. */
    get hasJourney(): boolean;
    /** Copies the value into the packet and sets the bit of Journey. */
    packJourney(value: Readonly<Journey>): void;
    /** Reads Journey into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackJourney(into?: Journey): Journey | null;
    get journeyHops(): number;
    set journeyHops(value: number);
    get journeyHome(): number;
    set journeyHome(value: number);
    /** Whether it carries Name. */
    get hasName(): boolean;
    /** Copies the value into the packet and sets the bit of Name. */
    packName(value: Readonly<Name>): void;
    /** Reads Name into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackName(into?: Name): Name | null;
    get nameText(): string;
    set nameText(value: string);
    /** Whether it carries Team. */
    get hasTeam(): boolean;
    /** Copies the value into the packet and sets the bit of Team. */
    packTeam(value: Readonly<Team>): void;
    /** Reads Team into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackTeam(into?: Team): Team | null;
    get teamSide(): TeamSide;
    set teamSide(value: TeamSide);
    /** Whether it carries Stunned. */
    get hasStunned(): boolean;
    /** Sets the bit of the tag. */
    packStunned(): void;
    /** Whether it has exactly Position, Velocity, Health, Purse, Journey, Name, Team. */
    get isPlayer(): boolean;
    /** Entity id, generation and all components in one go; source, target and flags stay as they are. */
    packPlayer(value: Readonly<Player>): void;
    /**
     * The same with each value as an argument, for those whose data are in no object: columns of an ECS go straight
     * into the packet.
     */
    writePlayer(entity: number, generation: number, positionX: number, positionY: number, velocityX: number, velocityY: number, healthCurrent: number, healthMax: number, purseGold: number, journeyHops: number, journeyHome: number, nameText: string, teamSide: TeamSide): void;
    /** Reads the whole entity into `into`, which it returns; null, and nothing read, unless `isPlayer`. */
    unpackPlayer(into?: Player): Player | null;
    private setFlag;
}
/**
 * Writes a whole entity to the word that `queue.wordAt(index)` gave: as `queue.overwriteAt(index)` and its method do,
 * but with no store to an object between two packets, which holds up the line of the next on its way between cores.
 */
export declare function writePlayerTo(word: number, entity: number, generation: number, positionX: number, positionY: number, velocityX: number, velocityY: number, healthCurrent: number, healthMax: number, purseGold: number, journeyHops: number, journeyHome: number, nameText: string, teamSide: TeamSide): void;
/**
 * A bounded ring between one producing and one consuming thread. Payload is written with plain stores and
 * published by one `Atomics.store` of the tail, which the consumer reads with `Atomics.load`: ECMA-262
 * section 29 orders the two. Each side keeps its last look at the other's index and looks again only when
 * the ring seems full or empty (FastForward, Giacomoni 2008; MCRingBuffer, Lee 2010).
 *
 * What is visible when: a committed transfer reaches the consumer after `batchSize` commits, on `flush()`,
 * or when the ring is found full. Indices are 32-bit and wrap; only their difference has a meaning.
 * Each side may pass from thread to thread: `flush` forgets what was seen, so that whoever is handed the world
 * looks at the shared indices first, and goes on from there where the one of its own side has moved.
 * Fields stand behind `declare` and are set by the constructor: a class field begins as undefined, and the
 * engine would look at its type at each use.
 */
export declare class SpscQueue {
    readonly source: number;
    readonly target: number;
    /** Transfers that fit. */
    readonly capacity: number;
    /** Transfers that this thread has published, taken, and found no room for. */
    sent: number;
    received: number;
    refused: number;
    private readonly word;
    private readonly wrap;
    private readonly batchSize;
    private readonly header;
    private readonly readyWord;
    private readonly readyBit;
    private readonly sleeperWord;
    private readonly outgoing;
    private readonly incoming;
    /** The producer's: how far it has committed, how far it has published, and the head it last saw. */
    private tail;
    private published;
    private headSeen;
    /** The consumer's: how far it has released, how far it has handed back, and the tail it last saw. */
    private head;
    private released;
    private tailSeen;
    /** Sets first what each packet needs: a queue takes three cache lines, and in a matrix most of them are cold. */
    constructor(map: QueueMap);
    /**
     * How many transfers are published and not yet released. Other threads see up to `batchSize` more, because
     * slots are handed back in batches, and may change it at any time.
     */
    get length(): number;
    /**
     * The next free slot as an empty transfer to fill in place, or null when the ring is full (backpressure:
     * keep the entity and try again). Calling it again before `commit` gives the same slot, emptied.
     * Queue nothing else here in between: it would take that slot.
     */
    reserve(): EntityTransfer | null;
    /** Hands over the slot that `reserve` gave. It may not be touched afterwards. */
    commit(): void;
    /** Gives up the slots that are reserved and not committed: nothing is sent. They are free anyway. */
    abandon(): void;
    /** How many slots, at most `limit`, can be filled with `slotAt` now. Counts a refusal when none can. */
    reserveBatch(limit: number): number;
    /** As `reserveBatch`, but only slots that follow one another in memory: not past the ring's end. */
    reserveRun(limit: number): number;
    /** The `index`-th slot of the reserved batch, emptied. One transfer object serves all: fill it, move on. */
    slotAt(index: number): EntityTransfer;
    /**
     * The same slot, not emptied: worlds and flags are set, the rest is what an older packet left. For
     * `write<Archetype>` and `pack<Archetype>`, which write all of it once instead of some of it twice.
     */
    overwriteAt(index: number): EntityTransfer;
    /**
     * The first word of the same slot, with worlds and flags in its header: for encoders that write all the rest. Of a
     * run the first one's will do: its packets follow one another.
     */
    wordAt(index: number): number;
    /** Hands over the first `count` slots of the reserved batch and publishes them at once. */
    commitBatch(count: number): void;
    /**
     * Copies a transfer into the ring and publishes it at once; false, and nothing taken, when full. Throws a
     * RangeError for an expired transfer.
     */
    push(transfer: EntityTransfer): boolean;
    /**
     * Copies as many of `transfers` as there is room for, in order, and publishes them; returns how many. An
     * expired one ends the batch before it, and is thrown as a RangeError where it is the first.
     */
    pushBatch(transfers: readonly EntityTransfer[]): number;
    /**
     * Makes every committed transfer visible to the consumer and wakes it where it sleeps; and gives every
     * released slot back to the producer.
     */
    flush(): void;
    /** The oldest transfer, in place, or null when there is none. It stays until `release`. */
    peek(): EntityTransfer | null;
    /** Gives the slot of the transfer that `peek` showed back to the producer. */
    release(): void;
    /** Whether nothing waits for this side: what comes later is not seen. */
    isEmpty(): boolean;
    /** How many transfers, at most `limit`, can be read with `peekAt` now. */
    peekBatch(limit: number): number;
    /** The `index`-th transfer of the batch, in place. One transfer object serves all: read it, move on. */
    peekAt(index: number): EntityTransfer;
    /** Gives the first `count` slots of the batch back to the producer at once. */
    releaseBatch(count: number): void;
    /**
     * Shows up to `limit` transfers to `visit`, oldest first, then releases them; returns how many. When
     * `visit` throws, the transfers before are released and the one it failed on stays the oldest. It may not take
     * from this queue. One object shows them all: `shown`, or the queue's own.
     */
    popBatch(limit: number, visit: (transfer: EntityTransfer) => void, shown?: EntityTransfer): number;
    private roomSeen;
    private lookForRoom;
    private slotWord;
    private publish;
    private giveBack;
    /** Another thread has sent since. Throws where that has overwritten what this one had not published. */
    private takeOver;
}
/** Where a queue stands in the memory, and how it tells its target world of a transfer. */
interface QueueMap {
    readonly source: number;
    readonly target: number;
    /** Transfers that fit: a power of two. */
    readonly capacity: number;
    /** Committed transfers are published after so many at the latest. */
    readonly batchSize: number;
    /** The tail index, on a line of 32 words of its own; the head 32 words later, the slots 64. */
    readonly word: number;
    /** The word of the target world that has this queue's ready bit, and that bit. */
    readonly readyWord: number;
    readonly readyBit: number;
    /** Counts the threads that sleep for the target world. */
    readonly sleeperWord: number;
}
/** A queue of any link. */
export type TransferQueue = SpscQueue;
/** The queues by name, to fill and read their slots in place. */
export declare const queues: {
    readonly lobbyToForest: SpscQueue;
    readonly lobbyToDesert: SpscQueue;
    readonly forestToLobby: SpscQueue;
    readonly forestToDesert: SpscQueue;
    readonly desertToLobby: SpscQueue;
    readonly desertToForest: SpscQueue;
};
/** Counts by world: index with `World`. */
export declare class CoordinatorStats {
    /** Calls of `endTick` for the world. */
    readonly ticks: number[];
    /** Transfers published from the world, and taken by it. */
    readonly transfersSent: number[];
    readonly transfersReceived: number[];
    /** How often a queue from the world had no room: backpressure met. */
    readonly queueFull: number[];
}
/**
 * Hands entities from world to world. All state lives in the module's memory and queues: a coordinator is a
 * handle, every thread makes its own. A world belongs to one thread at a time: only that thread sends from
 * it, receives for it and creates its transfers.
 */
export declare class WorldCoordinator {
    constructor();
    /** Lets `waitForTransfers` sleep and tells every thread to run. */
    start(): void;
    /** Tells every thread to end its loop, and wakes those that sleep. Transfers in queues stay there. */
    stop(): void;
    /** Whether some thread has called `start`, and none `stop` since. */
    isRunning(): boolean;
    /**
     * An empty transfer to pack and queue, or to keep and `reset` for each entity. The source world has
     * 64 at a time: a further one expires the oldest, which `queueTransfer` then refuses by throwing.
     */
    createTransfer(source: World, target: World, entity?: number, generation?: number): EntityTransfer;
    /**
     * Copies the transfer into the queue and publishes it at once. False when the queue is full: nothing was
     * taken, keep the entity and try again. Throws a RangeError for worlds without a link and for an expired
     * transfer.
     */
    queueTransfer(source: World, target: World, transfer: EntityTransfer): boolean;
    /**
     * Packs `values[start]` up to before `values[end]` straight into the queue and publishes them. Returns how
     * many it took: the caller keeps the rest, for which there was no room. A value that cannot be packed ends
     * the batch before it; where it is the first one, the error is thrown, and nothing was taken.
     */
    queuePlayerBatch(source: World, target: World, values: readonly Readonly<Player>[], start?: number, end?: number): number;
    /** The queue between two worlds, to fill and read its slots in place. Throws a RangeError without a link. */
    getQueue(source: World, target: World): TransferQueue;
    /**
     * The next transfer for the world, in place, or null when there is none.
     * It stays readable until the next call for the same world (`endTick` and `waitForTransfers` count too),
     * which gives its slot back to the sender. One transfer object serves all: unpack what is to be kept.
     */
    popTransferFor(world: World): EntityTransfer | null;
    /**
     * Shows up to `limit` transfers to `visit`, from all sources in turn, and returns how many. When `visit`
     * throws, what it has seen before is released and the transfer it failed on comes again. It may not take
     * transfers for the same world: that throws.
     */
    popTransferBatchFor(world: World, limit: number, visit: (transfer: EntityTransfer) => void): number;
    /**
     * Published transfers that the world has not taken yet; the one it is looking at counts until it is let go.
     * Other threads may change it at any time, and learn in batches what the world has taken.
     */
    pendingTransfersFor(world: World): number;
    /** The same of all worlds together. */
    totalPendingTransfers(): number;
    /** Where the schema sends this transfer: the first rule of its source world that fits, else the default. */
    route(transfer: EntityTransfer): World;
    /** Publishes everything that this thread has committed. */
    flush(): void;
    /**
     * Ends a tick of the world: publishes what is committed and adds this thread's counts to the shared ones. And finds
     * what a thread that was ended in the midst has published and told nobody of.
     */
    endTick(world: World): void;
    /**
     * Waits until one of the worlds has a transfer: true, or false after `timeoutMs` or once the coordinator
     * stops. Looks a while, then sleeps; never call it on a thread that must not block, such as a page's main
     * thread. Name every world that this thread serves.
     */
    waitForTransfers(timeoutMs: number, ...worlds: readonly World[]): boolean;
    /** What this thread has counted since `resetStats`. */
    getStats(): CoordinatorStats;
    /** What all threads have counted up to their last `endTick`; each world's counts stem from one moment. */
    getAtomicStats(): CoordinatorStats;
    /** Starts this thread's counts, and the shared ones, again at zero. */
    resetStats(): void;
}
export {};
