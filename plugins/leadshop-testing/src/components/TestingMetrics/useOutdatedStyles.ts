import { makeStyles } from '@material-ui/core/styles';

/** How figures of the period before look until those of the chosen one are there. */
export const useOutdatedStyles = makeStyles({ outdated: { opacity: 0.5 } });
