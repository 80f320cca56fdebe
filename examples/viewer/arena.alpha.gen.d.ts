/** Compared when nodes meet: both sides have to be generated from schemas that agree on the wire. */
export declare const schemaHash = "c3a60daff38d4bf6";
declare global {
    /**
     * Set it in a worker to the `memory` of the thread that started it, before this module is imported: views
     * of a memory known at import are constants to the engine, several times faster than ones set later.
     */
    var arenaAlphaMemory: ArrayBufferLike | undefined;
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
    readonly Purse: 2;
    readonly Journey: 3;
    readonly Name: 4;
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
/** Purse, bytes 32-35: gold u32 @32. */
export declare class Purse {
    gold: number;
}
/** Journey, bytes 36-43: hops u32 @36, home entity @40. */
export declare class Journey {
    hops: number;
    home: number;
}
/** Name, bytes 44-69: text string<24> @44. */
export declare class Name {
    text: string;
}
/** An entity with exactly Position, Velocity, Purse, Journey, Name: a packet of 70 bytes. */
export declare class Player {
    entity: number;
    generation: number;
    position: Position;
    velocity: Velocity;
    purse: Purse;
    journey: Journey;
    name: Name;
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
    /**
     * Whether it went out to a world on another node and has come back: take the entity in again. Source and
     * target are as they were. Queueing it again clears the mark.
     */
    get isReturned(): boolean;
    /**
     * Whether it has come back without word of what became of it: it was written, the peer has not said that it
     * took it, and has started anew since. The entity may be there as well.
     */
    get isInDoubt(): boolean;
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
    /** Whether it has exactly Position, Velocity, Purse, Journey, Name. */
    get isPlayer(): boolean;
    /** Entity id, generation and all components in one go; source, target and flags stay as they are. */
    packPlayer(value: Readonly<Player>): void;
    /**
     * The same with each value as an argument, for those whose data are in no object: columns of an ECS go straight
     * into the packet.
     */
    writePlayer(entity: number, generation: number, positionX: number, positionY: number, velocityX: number, velocityY: number, purseGold: number, journeyHops: number, journeyHome: number, nameText: string): void;
    /** Reads the whole entity into `into`, which it returns; null, and nothing read, unless `isPlayer`. */
    unpackPlayer(into?: Player): Player | null;
    private setFlag;
}
/**
 * Writes a whole entity to the word that `queue.wordAt(index)` gave: as `queue.overwriteAt(index)` and its method do,
 * but with no store to an object between two packets, which holds up the line of the next on its way between cores.
 */
export declare function writePlayerTo(word: number, entity: number, generation: number, positionX: number, positionY: number, velocityX: number, velocityY: number, purseGold: number, journeyHops: number, journeyHome: number, nameText: string): void;
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
    /** Where it stands in the memory, for the ends of links to other nodes. */
    readonly map: QueueMap;
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
/**
 * The queues by name. Those between two worlds of this node, and from one to another node, are to fill in place;
 * the network reads the latter. It fills those from another node, and `<world>Returned` with what could not be
 * delivered; these are to read.
 */
export declare const queues: {
    readonly lobbyToForest: SpscQueue;
    readonly lobbyToDesert: SpscQueue;
    readonly forestToLobby: SpscQueue;
    readonly desertToLobby: SpscQueue;
    readonly lobbyReturned: SpscQueue;
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
     *
     * A world on another node is no different: true means that the queue has it, and sends it. What cannot be
     * delivered in time comes back to the source world, marked `isReturned`.
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
/** The nodes by name. Their numbers are what the functions take and what goes over the wire. */
export declare const Node: {
    readonly alpha: 0;
    readonly beta: 1;
    readonly gamma: 2;
};
export type Node = (typeof Node)[keyof typeof Node];
/** The nodes of the cluster, in the order of their numbers. */
export declare const nodeNames: readonly string[];
/**
 * Bytes to a peer, in order and complete until the stream is over. No method calls the handler before it
 * returns.
 */
export interface Stream {
    /**
     * Hands all bytes over, one piece behind the other. True: they were taken, and may be written over at once. False:
     * they are still needed, so leave them alone and write nothing more until `drained`. Also false, and nothing sent,
     * when the stream is over; `closed` says so.
     */
    write(pieces: readonly Uint8Array[]): boolean;
    /** Ends the stream once what was written has gone out. `closed` follows, after a few seconds at the latest. */
    end(): void;
    /** Ends it at once and drops what has not gone out; nothing that was written is read any more. No call to the handler follows. */
    destroy(): void;
}
/**
 * What happens to a stream. No method throws: an exception would come out of the event loop, where nobody
 * catches it.
 */
export interface StreamHandler {
    /** A dialed stream is open. */
    opened(): void;
    /** Where the next bytes go: filled from its start. Never empty, and left alone until `received`. */
    space(): Uint8Array;
    /** So many bytes were put into what `space` gave last. */
    received(count: number): void;
    /** What `write` did not take at once has gone out. */
    drained(): void;
    /** The stream is over, by the peer, an error or `end`. The last call, and none after `destroy`. */
    closed(reason: string): void;
}
/**
 * How nodes reach each other: TCP, or whatever a test or another network puts in its place.
 */
export interface Transport {
    /**
     * Accepts streams of peers: `accept` gives the handler of each, or null to refuse it. `failed` tells why
     * listening is not possible, or not any longer; then it can be called again.
     */
    listen(accept: (stream: Stream) => StreamHandler | null, failed: (reason: string) => void): void;
    /** Opens a stream to a node. `opened` or `closed` follows, never within this call. */
    dial(node: number, handler: StreamHandler): Stream;
    /** Stops to accept and destroys every stream: no call to any handler follows. */
    close(): void;
}
/**
 * What a node is doing. `active` and `partitioned` tell whether it is connected to a majority of itself and its
 * configured peers.
 */
export type ClusterState = 'initializing' | 'joining' | 'active' | 'partitioned' | 'leaving' | 'stopped';
/**
 * How a peer stands. `connecting`: not connected, or not in both directions, and not silent for long.
 * `failed`: it was silent for `peerTimeoutMs`, or its process is gone; it is dialed on. `disconnected`: it has
 * said goodbye, or this node has.
 */
export type PeerState = 'disconnected' | 'connecting' | 'connected' | 'failed';
/**
 * What `onEvent` is told. `refused`: this node or the peer has refused the other; `broken`: a peer sent what no
 * peer may send, and its stream was closed; `listening failed`: nobody can dial this node, which tries again.
 */
export type ClusterEvent = {
    readonly type: 'state';
    readonly state: ClusterState;
    readonly was: ClusterState;
} | {
    readonly type: 'peer';
    readonly node: number;
    readonly state: PeerState;
    readonly was: PeerState;
    readonly reason: string;
} | {
    readonly type: 'refused';
    readonly node: number;
    readonly reason: RefusalReason;
    readonly text: string;
} | {
    readonly type: 'broken';
    readonly node: number;
    readonly text: string;
} | {
    readonly type: 'listening failed';
    readonly text: string;
};
/**
 * Why two nodes do not talk: other protocol versions, clusters or schemas; a node that dials the wrong one; an
 * incarnation that a later one has replaced; a node number that another live process has; a node that leaves.
 */
export type RefusalReason = 'version' | 'cluster' | 'schema' | 'node' | 'superseded' | 'taken' | 'stopped';
type NodeTransport = Transport;
/**
 * What `ClusterCoordinator` is made with.
 */
export interface ClusterOptions {
    /** What carries bytes between nodes. */
    readonly transport?: NodeTransport;
    /** From 0 up to before 1: spreads reconnects. */
    readonly random?: () => number;
    /**
     * Tells this start of the node from every other one: a whole number above 0 that is larger at each start. From
     * the date, unless given.
     */
    readonly incarnation?: number;
    /**
     * Told of every change of state and of everything that was refused; within `join`, `tick`, or when bytes arrive. What
     * it throws is thrown behind that, as an uncaught exception.
     */
    readonly onEvent?: (event: ClusterEvent) => void;
    /**
     * Called when transfers have come from a peer and are there to be popped: for programs with one thread that
     * answer at once, and not in their next tick. Worlds on other threads are woken by their queues. It throws likewise.
     */
    readonly onArrival?: () => void;
}
/**
 * Counts of a peer since this node has joined.
 */
export declare class PeerStats {
    state: PeerState;
    /** Which start of the peer it is connected to; 0 when none is known. */
    incarnation: number;
    /** On all streams so far, without what TLS, TCP and UDP add. */
    bytesSent: number;
    bytesReceived: number;
    /** How often a stream was opened, in either direction: more than two, and a connection was lost. */
    streamsOpened: number;
    /** Streams closed because the peer sent what no peer may send. */
    violations: number;
    /** Transfers for the peer: not settled yet, written (`resent` of these once more), and acknowledged. */
    pending: number;
    transfersSent: number;
    transfersResent: number;
    transfersAcknowledged: number;
    /** Given back to their world because they were not written in time, and because their receiver has ended. */
    transfersReturned: number;
    transfersInDoubt: number;
    /** `fire_and_forget` transfers that were written and never acknowledged. */
    transfersLost: number;
    /** Transfers from the peer. */
    transfersReceived: number;
}
/**
 * Counts of the node.
 */
export declare class ClusterStats {
    /** Streams that have not said yet who they are. */
    pendingStreams: number;
    /** Streams that were closed before they had said so: bytes that are no HELLO, too many at once, too slow. */
    streamsTurnedAway: number;
    /** Streams of nodes that were refused. */
    streamsRefused: number;
}
/**
 * This node in the cluster: it dials its peers, accepts theirs, carries transfers between the rings of this node
 * and theirs, and knows who is there. One thread makes one, calls `join`, and then `tick` at least twice in each
 * heartbeat interval; worlds on other threads use their `WorldCoordinator` on the same memory, and nothing else.
 */
export declare class ClusterCoordinator {
    /** Which start of this node it is. */
    readonly incarnation: number;
    private readonly core;
    /** Opens nothing before `join`. Throws a RangeError for an incarnation that cannot be. */
    constructor(options?: ClusterOptions);
    /**
     * Starts to listen and to dial. `now`: milliseconds of a clock that only rises, the same for every `tick`. Throws a
     * RangeError where it is no number, and an Error at a second call.
     */
    join(now: number): void;
    /** Looks at the time, then does what `flush` does. Throws a RangeError where `now` is no number, and does nothing. */
    tick(now: number): void;
    /**
     * Writes to the peers what is published in the rings towards them, and what they should know of theirs; over TCP
     * the latter alone waits for the next `tick`, or until a quarter of a ring has changed. Goes on by itself where a
     * peer did not take everything at once.
     */
    flush(): void;
    /**
     * Leaves: takes no more, writes what is queued by now, says goodbye. Go on with `tick`, and with taking transfers, until
     * the state is `stopped`: within `peerTimeoutMs`. What could not be delivered comes back to its world.
     */
    leave(): void;
    /** `active` while a majority is connected, otherwise `partitioned`; before, between and after, the steps of joining and leaving. */
    getState(): ClusterState;
    /** Throws a RangeError for a node that is no peer of this one. */
    getPeerState(node: number): PeerState;
    /** How many peers are connected in both directions. */
    countConnectedPeers(): number;
    /** Whether this node and its connected peers are a majority of it and its configured peers. */
    isHealthy(): boolean;
    /** Counts of streams that belong to no peer, in a new object at each call. */
    getClusterStats(): ClusterStats;
    /** Throws a RangeError for a node that is no peer of this one. */
    getPeerStats(node: number): PeerStats;
}
/**
 * Where a node listens.
 */
export interface TcpAddress {
    /** A name or an IP address. */
    readonly host?: string;
    /** 1 to 65535. */
    readonly port?: number;
}
export interface TcpTransportOptions {
    /** By name of a node: what differs from the schema, for this node and for peers. */
    readonly addresses?: Partial<Record<keyof typeof Node, TcpAddress>>;
    /** The address that this node binds where it is not the one that peers dial, as 0.0.0.0 in a container. */
    readonly listenHost?: string;
}
/**
 * Streams over TCP, without delay of small writes. What `Stream.write` took is with the operating system, not
 * with the peer: only an acknowledgement of the peer says that it arrived.
 */
export declare class TcpTransport implements Transport {
    private readonly addresses;
    private readonly streams;
    private server;
    /** Throws a RangeError for a node or a port that cannot be. */
    constructor(options?: TcpTransportOptions);
    /** Does nothing while this node listens. A port that another process has is reported, not waited for. */
    listen(accept: (stream: Stream) => StreamHandler | null, failed: (reason: string) => void): void;
    dial(node: number, handler: StreamHandler): Stream;
    close(): void;
}
export {};
