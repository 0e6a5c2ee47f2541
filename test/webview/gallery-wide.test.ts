import { gallery } from './gallery';

gallery(1400);
