import { makeStyles } from '@material-ui/core/styles';
import CheckIcon from '@material-ui/icons/Check';
import { useTexts } from '../../translation';

/** The steps of the wizard, in order. */
export const STEPS = ['file', 'columns', 'check', 'import'] as const;

/** A step of the wizard. */
export type WizardStep = (typeof STEPS)[number];

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 3),
    margin: 0,
    padding: theme.spacing(0, 3, 2),
    listStyle: 'none',
    [theme.breakpoints.down('xs')]: {
      gap: theme.spacing(1, 1.5),
      padding: theme.spacing(0, 2, 1.5),
    },
  },
  step: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    color: theme.palette.text.secondary,
    fontSize: theme.typography.pxToRem(14),
    '&[aria-current]': { color: theme.palette.text.primary, fontWeight: 600 },
  },
  number: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: 24,
    height: 24,
    border: '1px solid currentColor',
    borderRadius: '50%',
    fontSize: theme.typography.pxToRem(12),
    '[aria-current] > &': {
      borderColor: theme.palette.text.primary,
      backgroundColor: theme.palette.text.primary,
      color: theme.palette.background.paper,
    },
  },
  done: { fontSize: 16 },
}));

/** Where one is on the way. */
export const WizardSteps = ({ current }: { current: WizardStep }) => {
  const classes = useStyles();
  const t = useTexts();
  const at = STEPS.indexOf(current);
  return (
    <ol className={classes.root} aria-label={t('importWizard.steps.label')}>
      {STEPS.map((step, index) => (
        <li
          key={step}
          className={classes.step}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className={classes.number} aria-hidden>
            {index < at ? <CheckIcon className={classes.done} /> : index + 1}
          </span>
          {t(`importWizard.steps.${step}`)}
        </li>
      ))}
    </ol>
  );
};
