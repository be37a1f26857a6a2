import { NotFoundError } from '@backstage/errors';
import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { createDemoSignInResolver } from './authenticator';

const signedIn = { token: 'token-of-viewer' };

/** A catalog that knows the user from the given lookup on. */
function catalogThatKnowsAfter(lookups: number, failure?: Error) {
  const asked: unknown[] = [];
  const context = {
    signInWithCatalogUser: async query => {
      asked.push(query);
      if (asked.length <= lookups) {
        throw failure ?? new NotFoundError('User not found');
      }
      return signedIn;
    },
  } as Partial<AuthResolverContext> as AuthResolverContext;
  return { asked, context };
}

const viewer = { profile: {}, result: { user: 'viewer' as const } };

describe('createDemoSignInResolver', () => {
  it('waits for a catalog that is still reading', async () => {
    const { asked, context } = catalogThatKnowsAfter(1);
    await expect(createDemoSignInResolver()(viewer, context)).resolves.toBe(
      signedIn,
    );
    expect(asked).toHaveLength(2);
    expect(asked[0]).toEqual({
      entityRef: { kind: 'User', namespace: 'default', name: 'viewer' },
    });
  });

  it('says what to do when the user does not come', async () => {
    const { context } = catalogThatKnowsAfter(Infinity);
    await expect(
      createDemoSignInResolver(0)(viewer, context),
    ).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        'The catalog does not know user:default/viewer. Add examples/org.yaml',
      ),
    });
  });

  it('does not wait when something else is wrong', async () => {
    const { asked, context } = catalogThatKnowsAfter(
      Infinity,
      new Error('connection refused'),
    );
    await expect(createDemoSignInResolver()(viewer, context)).rejects.toThrow(
      'connection refused',
    );
    expect(asked).toHaveLength(1);
  });
});
