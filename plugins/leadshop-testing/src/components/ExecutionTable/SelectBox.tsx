import Checkbox from '@material-ui/core/Checkbox';
import { makeStyles } from '@material-ui/core/styles';
import type { ExecutionSummary } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { useFormats } from '../../formats';
import { useTexts } from '../../translation';
import { leadName } from '../../words';

/** Tests of a table that are chosen for something. */
export interface TestSelection {
  /** Their ids. */
  chosen: readonly string[];
  /** As many as may be chosen are. */
  full: boolean;
  onToggle: (test: ExecutionSummary) => void;
}

const useStyles = makeStyles({
  // The name of the row is a link over all of it; this lies above
  root: { position: 'relative', zIndex: 1, padding: 4, margin: -4 },
});

/** Chooses a test of a table. */
export const SelectBox = ({
  test,
  selection,
}: {
  test: ExecutionSummary;
  selection: TestSelection;
}) => {
  const classes = useStyles();
  const t = useTexts();
  const { moment } = useFormats();
  const checked = selection.chosen.includes(test.id);
  const blocked = selection.full && !checked;
  return (
    <span title={blocked ? t('history.compare.full') : undefined}>
      <Checkbox
        className={classes.root}
        size="small"
        color="primary"
        checked={checked}
        disabled={blocked}
        onChange={() => selection.onToggle(test)}
        inputProps={{
          'aria-label': t('history.row.select', {
            lead: leadName(t, test),
            started: moment(test.created_at),
          }),
        }}
      />
    </span>
  );
};
