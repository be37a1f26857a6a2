import { ReactNode } from 'react';
import {
  AppTheme,
  appThemeApiRef,
  useApi,
} from '@backstage/frontend-plugin-api';
import { themes, UnifiedThemeProvider } from '@backstage/theme';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';

/** The id of the theme that is shown; without a choice, as the system is. */
function useThemeId(): 'light' | 'dark' {
  const chosen = useApi(appThemeApiRef).getActiveThemeId();
  if (chosen === 'light' || chosen === 'dark') {
    return chosen;
  }
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches
    ? 'dark'
    : 'light';
}

/** The portal draws it again whenever another theme is chosen. */
const PortalTheme = ({ children }: { children: ReactNode }) => (
  <UnifiedThemeProvider theme={themes[useThemeId()]}>
    {children}
  </UnifiedThemeProvider>
);

/**
 * Backstage's own two themes behind one component. Each of Backstage's has a
 * component of its own, and React builds a page anew when the component around
 * it is another one: what was typed, ticked or chosen on it would be lost with
 * every change of the theme.
 */
export const portalThemes: Record<'light' | 'dark', AppTheme> = {
  light: {
    id: 'light',
    title: 'Light Theme',
    variant: 'light',
    icon: <LightIcon />,
    Provider: PortalTheme,
  },
  dark: {
    id: 'dark',
    title: 'Dark Theme',
    variant: 'dark',
    icon: <DarkIcon />,
    Provider: PortalTheme,
  },
};
