/** Compared when nodes meet: both sides have to be generated from schemas that agree on the wire. */
export declare const schemaHash = "ee46c6524b26abda";
declare global {
    /**
     * Set it in a worker to the `memory` of the thread that started it, before this module is imported: views
     * of a memory known at import are constants to the engine, several times faster than ones set later.
     */
    var arenaMiniplexMemory: ArrayBufferLike | undefined;
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
    readonly Stunned: 4;
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
/** Journey, bytes 36-39: hops u32 @36. */
export declare class Journey {
    hops: number;
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
    /** Whether it carries Stunned. */
    get hasStunned(): boolean;
    /** Sets the bit of the tag. */
    packStunned(): void;
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
/** Numbers of the plan about the ids of one world. */
interface EntityIdMap {
    /** The most entities that the world has at a time, and so the highest slot. */
    readonly capacity: number;
    /** Places of the table that finds slots by id: a power of two, at least twice the capacity. */
    readonly places: number;
    /** The ids that this world gives to entities that begin here. No other world gives any of them. */
    readonly firstId: number;
    readonly lastId: number;
}
/**
 * Cluster-wide ids by slot, and slots by id: open addressing with linear probing, without tombstones, in
 * memory of one fixed size. What a slot stands for, an index of an ECS or an object, its user knows.
 * Id 0 is no entity.
 */
declare class EntityIds {
    /** How many slots have an id. */
    size: number;
    private nextId;
    private nextGeneration;
    private readonly map;
    private readonly ids;
    private readonly generations;
    /** By place of the hash, a slot and one; 0 for none. */
    private readonly table;
    private readonly shift;
    constructor(map: EntityIdMap, generation: number);
    /** The id of a slot; 0 where it has none. */
    idAt(slot: number): number;
    generationAt(slot: number): number;
    /** The slot of an id, whatever its generation; -1 for none. */
    find(id: number): number;
    /** The slot of this very life of the id; -1 for none. */
    findLife(id: number, generation: number): number;
    /** Gives a slot that has no id the id. */
    set(slot: number, id: number, generation: number): void;
    /**
     * Gives a slot that has no id a new one: ids are counted up, and once all of this world's are used they begin
     * again with the next generation, so that the two together come once. Skips what is here still, because
     * references name the id alone.
     */
    setNew(slot: number): number;
    /** Takes the id off a slot; nothing where it has none. */
    delete(slot: number): void;
    private takeId;
    private placeOf;
    private after;
}
/**
 * What every adapter of an ECS is told.
 */
export interface EntitiesOptions {
    /**
     * The generation of the first ids that this adapter gives, 0 unless told. A world whose thread or process
     * starts anew while entities of it live elsewhere has to take one that it has not had.
     */
    readonly generation?: number;
}
/**
 * Moves the entities of one world of an ECS out through the queues and in from them. Each has a cluster-wide
 * id while it is known here: from its first `send` or `adopt` on, or as it came. Ids of the ECS never leave.
 * One thread at a time may use it, that of its world.
 */
export declare abstract class WorldEntities<Local> {
    protected readonly ids: EntityIds;
    private readonly world;
    /** The entity whose components are being put on: observers of the ECS see it before it has all of them. */
    protected arriving: Local | null;
    private arrived;
    private visit;
    private readonly arrive;
    constructor(world: World, map: EntityIdMap, options: EntitiesOptions);
    /** How many entities are known here by a cluster-wide id. */
    get size(): number;
    /**
     * Packs the entity from where the ECS stores it straight into the queue to the target world and removes it
     * here. False when the queue is full: the entity stays as it is. What is sent is visible after `flush`,
     * `endTick`, or once a batch is full. Throws a RangeError without a link and for an entity that is not there.
     */
    send(entity: Local, target: World): boolean;
    /**
     * Sends entities that refer to each other: all are packed before the first is removed. Returns how many went,
     * from the front; the rest stay, as the queue is full. One that cannot be sent throws, and stays with those behind it.
     */
    sendAll(entities: readonly Local[], target: World): number;
    /**
     * As `send`, but the entity stays here as well: the target gets a copy under the same id, or brings the one
     * that it has up to date.
     */
    copy(entity: Local, target: World): boolean;
    /** Takes in the next entity that has come, and returns it; null when there is none. */
    receive(): Local | null;
    /**
     * Takes in up to `limit` transfers and returns how many there were; shows each entity to `visit`. An entity
     * that is here already is brought up to date, never there twice. What its world has no room for stays in the queue.
     */
    receiveAll(limit?: number, visit?: ((entity: Local, transfer: EntityTransfer) => void) | null): number;
    /** The cluster-wide id of the entity, which it gets now unless it has one. */
    adopt(entity: Local): number;
    /** Makes an entity known by an id of your own. Throws a RangeError for 0 and for one that another has here. */
    adoptAs(entity: Local, id: number, generation?: number): void;
    /** The cluster-wide id of the entity; 0 when it has none. */
    idOf(entity: Local): number;
    /** Which life of its id the entity is; 0 when it has none. */
    generationOf(entity: Local): number;
    /** The entity with this cluster-wide id; null when it is not here. */
    find(id: number): Local | null;
    /** Writes components and mask into the transfer. */
    protected abstract pack(transfer: EntityTransfer, entity: Local, slot: number): void;
    /** Puts the components of the transfer onto the entity. */
    protected abstract unpack(transfer: EntityTransfer, entity: Local, slot: number): void;
    /** An empty entity of the ECS. */
    protected abstract spawn(): Local;
    protected abstract despawn(entity: Local): void;
    protected abstract isAlive(entity: Local): boolean;
    /** The slot of an entity that has an id; -1 for one that has none or is gone. */
    protected abstract slotOf(entity: Local): number;
    /** A slot for an entity without an id. Throws a RangeError when the world has more than the schema says. */
    protected abstract claim(entity: Local): number;
    /** The entity of a slot that has an id, null when it is gone. */
    protected abstract localAt(slot: number): Local | null;
    /** How many more entities the world takes in. */
    protected abstract room(): number;
    /** Forgets the id of a slot. */
    protected forget(slot: number): void;
    private post;
    private enter;
    private leave;
    private take;
    private welcome;
}
export interface MiniplexOptions<Entity> extends EntitiesOptions {
    readonly world: {
        add(entity: Entity): unknown;
        remove(entity: Entity): unknown;
        has(entity: object): boolean;
        reindex(entity: Entity): unknown;
        readonly onEntityRemoved: {
            subscribe(listener: (entity: Entity) => void): unknown;
        };
    };
}
/** Entities are objects: slots are handed out, and given back when the world says that it removes one. */
declare abstract class MiniplexEntities<Entity extends object> extends WorldEntities<Entity> {
    protected readonly ecsWorld: MiniplexOptions<Entity>['world'];
    private readonly slots;
    private readonly entities;
    /** Slots that nobody has; the first `freeCount` count. */
    private readonly free;
    private freeCount;
    constructor(world: World, map: EntityIdMap, options: MiniplexOptions<Entity>);
    protected isAlive(entity: Entity): boolean;
    protected despawn(entity: Entity): void;
    protected slotOf(entity: Entity): number;
    protected claim(entity: Entity): number;
    protected localAt(slot: number): Entity | null;
    protected forget(slot: number): void;
    protected room(): number;
}
/** What entities of world lobby may have that travels. */
export interface LobbyEntity {
    position?: Position;
    velocity?: Velocity;
    purse?: Purse;
    journey?: Journey;
    stunned?: true;
}
/** Moves the entities of world lobby, which miniplex holds. */
export declare class LobbyEntities<Entity extends LobbyEntity> extends MiniplexEntities<Entity> {
    constructor(options: MiniplexOptions<Entity>);
    protected spawn(): Entity;
    protected pack(transfer: EntityTransfer, entity: Entity, _row: number): void;
    protected unpack(transfer: EntityTransfer, entity: Entity, _row: number): void;
}
/** What entities of world forest may have that travels. */
export interface ForestEntity {
    position?: Position;
    velocity?: Velocity;
    purse?: Purse;
    journey?: Journey;
    stunned?: true;
}
/** Moves the entities of world forest, which miniplex holds. */
export declare class ForestEntities<Entity extends ForestEntity> extends MiniplexEntities<Entity> {
    constructor(options: MiniplexOptions<Entity>);
    protected spawn(): Entity;
    protected pack(transfer: EntityTransfer, entity: Entity, _row: number): void;
    protected unpack(transfer: EntityTransfer, entity: Entity, _row: number): void;
}
/** What entities of world desert may have that travels. */
export interface DesertEntity {
    position?: Position;
    velocity?: Velocity;
    purse?: Purse;
    journey?: Journey;
    stunned?: true;
}
/** Moves the entities of world desert, which miniplex holds. */
export declare class DesertEntities<Entity extends DesertEntity> extends MiniplexEntities<Entity> {
    constructor(options: MiniplexOptions<Entity>);
    protected spawn(): Entity;
    protected pack(transfer: EntityTransfer, entity: Entity, _row: number): void;
    protected unpack(transfer: EntityTransfer, entity: Entity, _row: number): void;
}
export {};
