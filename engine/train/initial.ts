export { initialState } from '../passes/initialState.ts';
