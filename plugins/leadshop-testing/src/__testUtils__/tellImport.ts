import type { InMemoryFeed, InMemoryTesting } from './InMemoryTesting';

/** Lets the live link tell of an import as the server knows it now. */
export function tellImport(
  { api, feed }: { api: InMemoryTesting; feed: InMemoryFeed },
  id: string,
): void {
  const payload = api.imports.stored.find(one => one.id === id);
  feed.publish(`import:${id}`, {
    type: 'updates',
    updates: payload ? [{ type: 'import_update', payload }] : [],
  });
}
