/** Compared when nodes meet: both sides have to be generated from schemas that agree on the wire. */
export declare const schemaHash = "73fe21ca41906b6d";
declare global {
    /**
     * Set it in a worker to the `memory` of the thread that started it, before this module is imported: views
     * of a memory known at import are constants to the engine, several times faster than ones set later.
     */
    var viewerMemory: ArrayBufferLike | undefined;
}
/** Shared by all threads where the platform allows it; a browser page without isolation gets a private one. */
export declare const memory: ArrayBufferLike;
/** The worlds by name. Their numbers are what the functions take and what packets carry. */
export declare const World: {
    readonly lobby: 0;
    readonly forest: 1;
    readonly desert: 2;
    readonly page: 3;
};
export type World = (typeof World)[keyof typeof World];
/** Names of the worlds, by number. */
export declare const worldNames: readonly (keyof typeof World)[];
/** The components that travel, by name: their numbers are their bits in a packet's mask. */
export declare const Component: {
    readonly Spot: 0;
    readonly InDoubt: 1;
    readonly Departure: 2;
    readonly Zone: 3;
    readonly Link: 4;
    readonly Process: 5;
    readonly Ledger: 6;
};
/** Spot, bytes 16-27: hops u32 @16, x quantized(-1..1, 16 bits) @20, y quantized(-1..1, 16 bits) @22, gold u16 @24. */
export declare class Spot {
    hops: number;
    x: number;
    y: number;
    gold: number;
}
/** Departure, bytes 28-35: hops u32 @28, to u8 @32. */
export declare class Departure {
    hops: number;
    to: number;
}
/** Zone, bytes 36-43: players u32 @36, inDoubt u32 @40. */
export declare class Zone {
    players: number;
    inDoubt: number;
}
export type LinkPeer = 'disconnected' | 'connecting' | 'connected' | 'failed';
/** Link, bytes 44-55: to u8 @44, peer enum @45, waiting u16 @46, capacity u16 @48, sent u32 @52. */
export declare class Link {
    to: number;
    peer: LinkPeer;
    waiting: number;
    capacity: number;
    sent: number;
}
export type ProcessState = 'starting' | 'running' | 'killed';
/** Process, byte 56: state enum @56. */
export declare class Process {
    state: ProcessState;
}
/** Ledger, bytes 60-95: born u32 @60, here u32 @64, onTheWay u32 @68, inDoubt u32 @72, lost u32 @76, goldBorn u32 @80, goldAlive u32 @84, goldLost u32 @88, wrong u32 @92. */
export declare class Ledger {
    born: number;
    here: number;
    onTheWay: number;
    inDoubt: number;
    lost: number;
    goldBorn: number;
    goldAlive: number;
    goldLost: number;
    wrong: number;
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
    /** Whether it carries Spot. */
    get hasSpot(): boolean;
    /** Copies the value into the packet and sets the bit of Spot. */
    packSpot(value: Readonly<Spot>): void;
    /** Reads Spot into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackSpot(into?: Spot): Spot | null;
    get spotHops(): number;
    set spotHops(value: number);
    get spotX(): number;
    set spotX(value: number);
    get spotY(): number;
    set spotY(value: number);
    get spotGold(): number;
    set spotGold(value: number);
    /** Whether it carries InDoubt. */
    get hasInDoubt(): boolean;
    /** Sets the bit of the tag. */
    packInDoubt(): void;
    /** Whether it carries Departure. */
    get hasDeparture(): boolean;
    /** Copies the value into the packet and sets the bit of Departure. */
    packDeparture(value: Readonly<Departure>): void;
    /** Reads Departure into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackDeparture(into?: Departure): Departure | null;
    get departureHops(): number;
    set departureHops(value: number);
    get departureTo(): number;
    set departureTo(value: number);
    /** Whether it carries Zone. */
    get hasZone(): boolean;
    /** Copies the value into the packet and sets the bit of Zone. */
    packZone(value: Readonly<Zone>): void;
    /** Reads Zone into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackZone(into?: Zone): Zone | null;
    get zonePlayers(): number;
    set zonePlayers(value: number);
    get zoneInDoubt(): number;
    set zoneInDoubt(value: number);
    /** Whether it carries Link. */
    get hasLink(): boolean;
    /** Copies the value into the packet and sets the bit of Link. */
    packLink(value: Readonly<Link>): void;
    /** Reads Link into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackLink(into?: Link): Link | null;
    get linkTo(): number;
    set linkTo(value: number);
    get linkPeer(): LinkPeer;
    set linkPeer(value: LinkPeer);
    get linkWaiting(): number;
    set linkWaiting(value: number);
    get linkCapacity(): number;
    set linkCapacity(value: number);
    get linkSent(): number;
    set linkSent(value: number);
    /** Whether it carries Process. */
    get hasProcess(): boolean;
    /** Copies the value into the packet and sets the bit of Process. */
    packProcess(value: Readonly<Process>): void;
    /** Reads Process into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackProcess(into?: Process): Process | null;
    get processState(): ProcessState;
    set processState(value: ProcessState);
    /** Whether it carries Ledger. */
    get hasLedger(): boolean;
    /** Copies the value into the packet and sets the bit of Ledger. */
    packLedger(value: Readonly<Ledger>): void;
    /** Reads Ledger into `into`, which it returns; null, and nothing read, when the transfer has none. */
    unpackLedger(into?: Ledger): Ledger | null;
    get ledgerBorn(): number;
    set ledgerBorn(value: number);
    get ledgerHere(): number;
    set ledgerHere(value: number);
    get ledgerOnTheWay(): number;
    set ledgerOnTheWay(value: number);
    get ledgerInDoubt(): number;
    set ledgerInDoubt(value: number);
    get ledgerLost(): number;
    set ledgerLost(value: number);
    get ledgerGoldBorn(): number;
    set ledgerGoldBorn(value: number);
    get ledgerGoldAlive(): number;
    set ledgerGoldAlive(value: number);
    get ledgerGoldLost(): number;
    set ledgerGoldLost(value: number);
    get ledgerWrong(): number;
    set ledgerWrong(value: number);
    private setFlag;
}
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
    readonly lobbyToPage: SpscQueue;
    readonly forestToPage: SpscQueue;
    readonly desertToPage: SpscQueue;
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
