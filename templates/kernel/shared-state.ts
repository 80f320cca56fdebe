/**
 * A value and its version. Versions of a key only rise, also over deletion, so that a compare-and-set never
 * mistakes a new value for the one it saw.
 * @public
 */
export interface SharedStateEntry {
  readonly value: Uint8Array
  readonly version: number
}

/**
 * The right to act for a key until `expiresAtMs`. `fence` rises with every acquisition: a receiver that
 * remembers the highest fence can refuse a holder whose lease has passed on (Kleppmann, 2016).
 * @public
 */
export interface Lease {
  readonly key: string
  readonly holder: string
  readonly fence: number
  readonly expiresAtMs: number
}

/**
 * Key-value state that worlds and nodes share. All of it is asynchronous, because most stores are remote.
 * @public
 */
export interface SharedStateBackend {
  get(key: string): Promise<SharedStateEntry | null>
  /** Stores the value whatever was there; returns the new version. */
  set(key: string, value: Uint8Array): Promise<number>
  /** True when there was something to delete. */
  delete(key: string): Promise<boolean>
  exists(key: string): Promise<boolean>
  /** Stores the value if the key's version is still `expectedVersion` (0: no value); null when it is not. */
  compareAndSet(key: string, expectedVersion: number, value: Uint8Array): Promise<number | null>
  /**
   * A lease for `durationMs`, or null while another holder has one. The holder itself gets a new one, and its
   * former one ends.
   */
  acquireLease(key: string, holder: string, durationMs: number): Promise<Lease | null>
  /** The lease from now on for `durationMs`, or null when it has expired or passed on. */
  renewLease(lease: Lease, durationMs: number): Promise<Lease | null>
  /** True when the lease was still held. */
  releaseLease(lease: Lease): Promise<boolean>
}

/** @public */
export interface InMemoryBackendOptions {
  /** The clock, in milliseconds. */
  readonly now: () => number
  /** Keys, and as many leases, at most; 65,536 unless given. One too many is refused with a RangeError. */
  readonly keysMax?: number
}

/**
 * Shared state within one process and thread, for a single node and for tests. Values are copied in and
 * out. A lease that has expired is free for the next holder, whether or not anything has swept it away.
 * @public
 */
export class InMemoryBackend implements SharedStateBackend {
  private readonly now: () => number
  private readonly keysMax: number
  private readonly entries: Map<string, SharedStateEntry> = new Map<string, SharedStateEntry>()
  private readonly leases: Map<string, Lease> = new Map<string, Lease>()
  /** One counter for all keys: versions and fences rise without a memory of deleted keys. */
  private lastVersion = 0

  constructor(options: InMemoryBackendOptions) {
    this.now = options.now
    this.keysMax = options.keysMax ?? 65_536
  }

  get(key: string): Promise<SharedStateEntry | null> {
    const entry = this.entries.get(key)
    return Promise.resolve(
      entry === undefined ? null : { value: new Uint8Array(entry.value), version: entry.version },
    )
  }

  async set(key: string, value: Uint8Array): Promise<number> {
    this.checkRoom(this.entries, key)
    const version = ++this.lastVersion
    // Not `slice`: that of Node's Buffer is a view on the caller's bytes.
    this.entries.set(key, { value: new Uint8Array(value), version })
    return version
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.entries.delete(key))
  }

  exists(key: string): Promise<boolean> {
    return Promise.resolve(this.entries.has(key))
  }

  async compareAndSet(key: string, expectedVersion: number, value: Uint8Array): Promise<number | null> {
    if ((this.entries.get(key)?.version ?? 0) !== expectedVersion) return null
    return this.set(key, value)
  }

  async acquireLease(key: string, holder: string, durationMs: number): Promise<Lease | null> {
    const now = this.now()
    const expiresAtMs = expiryOf(now, durationMs)
    const current = this.leases.get(key)
    if (current !== undefined && current.holder !== holder && current.expiresAtMs > now) return null
    if (this.leases.size >= this.keysMax) {
      for (const [other, lease] of this.leases) if (lease.expiresAtMs <= now) this.leases.delete(other)
    }
    this.checkRoom(this.leases, key)
    const lease = Object.freeze({ key, holder, fence: ++this.lastVersion, expiresAtMs })
    this.leases.set(key, lease)
    return lease
  }

  async renewLease(lease: Lease, durationMs: number): Promise<Lease | null> {
    const expiresAtMs = expiryOf(this.now(), durationMs)
    const current = this.leases.get(lease.key)
    if (current === undefined || !this.isHeld(lease)) return null
    const renewed = Object.freeze({ ...current, expiresAtMs })
    this.leases.set(lease.key, renewed)
    return renewed
  }

  async releaseLease(lease: Lease): Promise<boolean> {
    return this.isHeld(lease) && this.leases.delete(lease.key)
  }

  private isHeld(lease: Lease): boolean {
    const current = this.leases.get(lease.key)
    return current !== undefined && current.fence === lease.fence && current.expiresAtMs > this.now()
  }

  private checkRoom(map: ReadonlyMap<string, unknown>, key: string): void {
    if (!map.has(key) && map.size >= this.keysMax) {
      throw new RangeError(`the shared state holds ${this.keysMax} keys already, its keysMax`)
    }
  }
}

function expiryOf(now: number, durationMs: number): number {
  // A NaN or a negative duration would be a lease that its holder believes in and everyone else may take.
  if (!(durationMs > 0)) throw new RangeError(`a lease lasts more than 0 ms, not ${durationMs}`)
  return now + durationMs
}
