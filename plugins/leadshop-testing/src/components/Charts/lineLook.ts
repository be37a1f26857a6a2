import { Theme } from '@material-ui/core/styles';

/** How the lines of a chart differ: in colour, and in their dashes. */
export function lineLook(theme: Theme): { color: string; dash?: string }[] {
  return [
    { color: theme.palette.primary.main },
    { color: theme.palette.status.warning, dash: '8 4' },
    { color: theme.palette.text.primary, dash: '2 3' },
  ];
}
