import { gallery } from './gallery';

gallery(400);
