export { useNavLinkStyles } from './useNavLinkStyles';
