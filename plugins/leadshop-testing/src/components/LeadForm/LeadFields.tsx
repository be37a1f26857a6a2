import { makeStyles } from '@material-ui/core/styles';
import type { LeadField } from '@leadshop/backstage-plugin-leadshop-testing-common';
import { FieldInput } from './FieldInput';
import { FieldProblems, LeadFieldOutline, LeadForm } from './leadForm';

const useStyles = makeStyles(theme => ({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: theme.spacing(2),
    [theme.breakpoints.down('xs')]: {
      gridTemplateColumns: 'minmax(0, 1fr)',
    },
  },
  wide: { gridColumn: '1 / -1' },
}));

/** The eleven fields of a lead. */
export const LeadFields = ({
  outlines,
  form,
  problems,
  disabled,
  onChange,
}: {
  outlines: readonly LeadFieldOutline[];
  form: LeadForm;
  problems: FieldProblems;
  disabled: boolean;
  onChange: (field: LeadField, text: string) => void;
}) => {
  const classes = useStyles();
  return (
    <div className={classes.grid}>
      {outlines.map(outline => (
        <FieldInput
          key={outline.field}
          idPrefix="leadshop-lead"
          outline={outline}
          value={form[outline.field]}
          problem={problems[outline.field]}
          disabled={disabled}
          className={outline.multiline ? classes.wide : undefined}
          onChange={text => onChange(outline.field, text)}
        />
      ))}
    </div>
  );
};
