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
  /** A lease for `durationMs`, or null while another holder has one. The holder itself gets a new one. */
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
  /** Keys, and leases, at most. */
  readonly keysMax: number
}

/**
 * Shared state within one process and thread, for a single node and for tests.
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
    this.keysMax = options.keysMax
  }

  get(key: string): Promise<SharedStateEntry | null> {
    const entry = this.entries.get(key)
    return Promise.resolve(
      entry === undefined ? null : { value: entry.value.slice(), version: entry.version },
    )
  }

  async set(key: string, value: Uint8Array): Promise<number> {
    this.checkRoom(this.entries, key)
    const version = ++this.lastVersion
    this.entries.set(key, { value: value.slice(), version })
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
    const current = this.leases.get(key)
    if (current !== undefined && current.holder !== holder && current.expiresAtMs > this.now()) return null
    for (const [other, lease] of this.leases) if (lease.expiresAtMs <= this.now()) this.leases.delete(other)
    this.checkRoom(this.leases, key)
    const lease = { key, holder, fence: ++this.lastVersion, expiresAtMs: this.now() + durationMs }
    this.leases.set(key, lease)
    return lease
  }

  renewLease(lease: Lease, durationMs: number): Promise<Lease | null> {
    if (!this.isHeld(lease)) return Promise.resolve(null)
    const renewed = { ...lease, expiresAtMs: this.now() + durationMs }
    this.leases.set(lease.key, renewed)
    return Promise.resolve(renewed)
  }

  releaseLease(lease: Lease): Promise<boolean> {
    return Promise.resolve(this.isHeld(lease) && this.leases.delete(lease.key))
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
