import { type FSWatcher, realpathSync, statSync, watch } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'

/** How often it looks whether the folder is still the one that it watches. */
const lookMs = 200

export interface SchemaWatch {
  close(): void
}

/**
 * Calls `changed` whenever the schema may have changed, and `failed` when nothing more is heard. Null when its folder
 * cannot be watched.
 */
export function watchSchema(schema: string, changed: () => void, failed: () => void): SchemaWatch | null {
  let places = placesOf(schema)
  let watchers = watchFolders(schema, changed, failed)
  if (watchers === null) return null
  const close = (): void => {
    for (const watcher of watchers ?? []) watcher.close()
  }
  // A switch to a branch without the folder, and back, makes another one: a watch on the old one hears nothing of it.
  const timer = setInterval(() => {
    const now = placesOf(schema)
    if (now === null || now === places) return
    close()
    places = now
    watchers = watchFolders(schema, changed, failed)
    if (watchers === null) failed()
    else changed()
  }, lookMs)
  return {
    close() {
      clearInterval(timer)
      close()
    },
  }
}

/**
 * The folder, not the file: editors replace the file, and a watch on the old one would hear nothing more. Of a link to a
 * file also the folder that this is in. Null when one of them cannot be watched.
 */
function watchFolders(schema: string, changed: () => void, failed: () => void): FSWatcher[] | null {
  const watchers: FSWatcher[] = []
  try {
    for (const file of filesOf(schema)) {
      // Some systems do not name the file; then it may have been ours.
      const watcher = watch(dirname(file), (_, name) => {
        if (name === null || name === basename(file)) changed()
      })
      watcher.once('error', failed)
      watchers.push(watcher)
    }
    return watchers
  } catch {
    for (const watcher of watchers) watcher.close()
    return null
  }
}

/** The schema as it was named, and where it really is. */
function filesOf(schema: string): Set<string> {
  const named = resolve(schema)
  try {
    return new Set([named, realpathSync(named)])
  } catch {
    // It may come later.
    return new Set([named])
  }
}

/** What tells the folders from others in their places, where numbers are used again; null while there is no schema. */
function placesOf(schema: string): string | null {
  try {
    realpathSync(schema)
    const places = [...filesOf(schema)].map((file) => {
      const { dev, ino, birthtimeMs } = statSync(dirname(file))
      return [file, dev, ino, birthtimeMs]
    })
    return JSON.stringify(places)
  } catch {
    return null
  }
}
