import { makeStyles, Theme, useTheme } from '@material-ui/core/styles';
import ChangeHistoryIcon from '@material-ui/icons/ChangeHistory';
import ThumbDownIcon from '@material-ui/icons/ThumbDownOutlined';
import ThumbUpIcon from '@material-ui/icons/ThumbUpOutlined';
import type { Difference } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { statusColor } from '../StatusLabel';
import { figureText } from './DifferenceValue';
import { isUsual, judgementOf } from './differences';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
  },
  icon: { fontSize: '1.15em', flexShrink: 0 },
}));

/** By how much something changed, and whether that is better. */
export const Judgement = ({
  difference,
  currency,
}: {
  difference: Difference;
  currency: string | null;
}) => {
  const classes = useStyles();
  const theme: Theme = useTheme();
  const t = useTexts();
  const formats = useFormats();
  const better = judgementOf(difference);
  let amount = '';
  if ('change' in difference && difference.change) {
    const { change } = difference;
    const size = figureText(formats, difference, Math.abs(change), currency);
    amount = `${change > 0 ? '+' : '−'}${size}`;
  }
  let word = isUsual(difference) ? t('compare.usual') : t('compare.changed');
  let Icon = ChangeHistoryIcon;
  let color = theme.palette.text.secondary;
  if (better !== null) {
    word = better ? t('compare.better') : t('compare.worse');
    Icon = better ? ThumbUpIcon : ThumbDownIcon;
    color = statusColor(theme, better ? 'success' : 'failed');
  }
  return (
    <span className={classes.root}>
      <Icon className={classes.icon} style={{ color }} aria-hidden />
      <span>{amount ? `${amount}, ${word}` : word}</span>
    </span>
  );
};
