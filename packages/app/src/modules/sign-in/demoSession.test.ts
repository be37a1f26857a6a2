import {
  forgettingOnSignOut,
  rememberDemoUser,
  rememberedDemoUser,
} from './demoSession';

describe('demo session', () => {
  beforeEach(() => sessionStorage.clear());

  it('remembers the choice over a reload', () => {
    expect(rememberedDemoUser()).toBeUndefined();
    rememberDemoUser('viewer');
    expect(rememberedDemoUser()).toBe('viewer');
  });

  it('forgets the choice on sign-out, and signs out of Backstage too', async () => {
    rememberDemoUser('viewer');
    const calls: string[] = [];
    const identity = forgettingOnSignOut({
      getProfileInfo: async () => ({ displayName: 'Viewer' }),
      getBackstageIdentity: async () => ({
        type: 'user',
        userEntityRef: 'user:default/viewer',
        ownershipEntityRefs: [],
      }),
      getCredentials: async () => ({ token: 'token-of-viewer' }),
      signOut: async () => {
        calls.push('signOut');
      },
    });

    expect(await identity.getProfileInfo()).toEqual({ displayName: 'Viewer' });
    expect((await identity.getBackstageIdentity()).userEntityRef).toBe(
      'user:default/viewer',
    );
    expect(await identity.getCredentials()).toEqual({
      token: 'token-of-viewer',
    });
    expect(rememberedDemoUser()).toBe('viewer');

    await identity.signOut();
    expect(calls).toEqual(['signOut']);
    expect(rememberedDemoUser()).toBeUndefined();
  });
});
