import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { ProviderMode } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';

const useStyles = makeStyles(theme => ({
  chip: {
    margin: 0,
    height: 20,
    fontSize: theme.typography.pxToRem(11),
    fontWeight: 600,
    letterSpacing: '0.04em',
    textTransform: 'uppercase',
    color: theme.palette.text.primary,
    backgroundColor: 'transparent',
    border: `1px dashed ${theme.palette.text.secondary}`,
  },
}));

/** Says that the sandbox answered; nothing for live results. */
export const SandboxBadge = ({ mode }: { mode: ProviderMode | null }) => {
  const classes = useStyles();
  const t = useTexts();
  return mode === 'sandbox' ? (
    <Tooltip title={t('words.sandboxHelp')}>
      <Chip size="small" label={t('words.sandbox')} className={classes.chip} />
    </Tooltip>
  ) : null;
};
