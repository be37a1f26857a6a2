import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import { testStatusSchema } from '@leadshop/backstage-plugin-leadshop-testing-common';
import type { TestStatus } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useTexts } from '../../translation';
import { AnyStatus, StatusLabel } from '../StatusLabel';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  status: {
    padding: theme.spacing(0.5, 1.5),
    borderRadius: 999,
    textTransform: 'none',
    color: theme.palette.text.primary,
    '&.Mui-selected, &.Mui-selected:hover': {
      color: theme.palette.text.primary,
      borderColor: theme.palette.text.primary,
      backgroundColor: theme.palette.action.selected,
    },
  },
}));

/** The statuses that an address names, as `failed,running`. */
export function statusesOf(text: string | null): TestStatus[] {
  return (text ?? '').split(',').flatMap(word => {
    const status = testStatusSchema.safeParse(word);
    return status.success ? [status.data] : [];
  });
}

/** Narrows a list to some statuses; none means all. */
export const StatusToggles = <S extends AnyStatus>({
  options,
  chosen,
  textOf,
  onChoose,
}: {
  options: readonly S[];
  chosen: readonly S[];
  textOf: (status: S) => string;
  onChoose: (statuses: S[]) => void;
}) => {
  const classes = useStyles();
  const t = useTexts();
  return (
    <div className={classes.root} role="group" aria-label={t('shared.status')}>
      {options.map(status => {
        const selected = chosen.includes(status);
        return (
          <ToggleButton
            key={status}
            value={status}
            size="small"
            className={classes.status}
            selected={selected}
            onChange={() =>
              onChoose(
                selected
                  ? chosen.filter(other => other !== status)
                  : [...chosen, status],
              )
            }
          >
            <StatusLabel status={status} text={textOf(status)} />
          </ToggleButton>
        );
      })}
    </div>
  );
};

/** Narrows a list of tests to some statuses; none means all. */
export const StatusFilter = ({
  chosen,
  counts,
  onChoose,
}: {
  chosen: TestStatus[];
  /** How many tests each status has, where that is known. */
  counts?: Record<TestStatus, number>;
  onChoose: (statuses: TestStatus[]) => void;
}) => {
  const t = useTexts();
  const textOf = (status: TestStatus) => {
    const text = t(`words.testStatus.${status}`);
    return counts
      ? t('shared.statusAndTests', { status: text, tests: counts[status] })
      : text;
  };
  return (
    <StatusToggles
      options={testStatusSchema.options}
      chosen={chosen}
      textOf={textOf}
      onChoose={onChoose}
    />
  );
};
