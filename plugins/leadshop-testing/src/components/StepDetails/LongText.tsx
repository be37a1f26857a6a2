import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useTexts } from '../../translation';

/** A text longer than this shows its beginning. */
const FIRST_CHARACTERS = 600;

const useStyles = makeStyles(theme => ({
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  all: { maxHeight: 360, overflow: 'auto' },
  button: { margin: theme.spacing(0.5, 0, 0, -1) },
}));

/** A text of any length that never takes the page over. */
export const LongText = ({ text }: { text: string }) => {
  const classes = useStyles();
  const t = useTexts();
  const [all, setAll] = useState(false);
  if (text.length <= FIRST_CHARACTERS) {
    return <span className={classes.text}>{text}</span>;
  }
  return (
    <>
      <div
        className={`${classes.text} ${all ? classes.all : ''}`}
        {...(all && {
          role: 'region',
          'aria-label': text.slice(0, 40),
          tabIndex: 0,
        })}
      >
        {all ? text : `${text.slice(0, FIRST_CHARACTERS)}…`}
      </div>
      <Button
        size="small"
        color="inherit"
        className={classes.button}
        aria-expanded={all}
        onClick={() => setAll(!all)}
      >
        {all
          ? t('test.step.showLess')
          : t('test.step.showAll', { total: text.length })}
      </Button>
    </>
  );
};
