/*
 * Which demo user this browser tab chose. The choice lives as long as the tab,
 * so a reload stays signed in and two tabs can be two users.
 */
import { IdentityApi } from '@backstage/core-plugin-api';

const KEY = 'leadshop.demo-user';

export function rememberedDemoUser(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function rememberDemoUser(name: string): void {
  sessionStorage.setItem(KEY, name);
}

export function forgetDemoUser(): void {
  sessionStorage.removeItem(KEY);
}

/** The identity, except that signing out leads back to the picker. */
export function forgettingOnSignOut(identity: IdentityApi): IdentityApi {
  return {
    getProfileInfo: () => identity.getProfileInfo(),
    getBackstageIdentity: () => identity.getBackstageIdentity(),
    getCredentials: () => identity.getCredentials(),
    async signOut() {
      forgetDemoUser();
      await identity.signOut();
    },
  };
}
