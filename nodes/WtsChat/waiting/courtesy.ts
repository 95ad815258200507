// What people write around an answer without changing it, in Portuguese, English and Spanish, as `plain` leaves it.

/** Greetings, thanks and the like. */
export const COURTESY = [
	...['oi', 'ola', 'opa', 'bom dia', 'boa tarde', 'boa noite', 'por favor', 'por gentileza', 'pfv', 'pf'],
	...['obrigado', 'obrigada', 'muito obrigado', 'muito obrigada', 'brigado', 'brigada', 'obg', 'obgd', 'grato', 'grata'],
	...['agradeco', 'desde ja', 'valeu', 'vlw', 'abraco', 'abracos', 'abs', 'senhor', 'senhora', 'sr', 'sra'],
	...['hi', 'hello', 'hey', 'good morning', 'good afternoon', 'good evening', 'please', 'pls', 'plz'],
	...['thanks', 'thanks a lot', 'thank you', 'thank you very much', 'thx', 'ty', 'sir', 'madam'],
	...['hola', 'buen dia', 'buenos dias', 'buenas tardes', 'buenas noches', 'gracias', 'muchas gracias'],
];

/** Words by which somebody agrees. Beside a no they make it doubtful. */
export const CONSENT = [
	...['sim', 'ok', 'okay', 'pode', 'pode ser', 'claro', 'claro que sim', 'certo', 'com certeza', 'isso', 'isso mesmo'],
	...['beleza', 'blz', 'combinado', 'perfeito', 'otimo', 'exato', 'fechado', 'ta', 'ta bom', 'esta bem', 'tudo bem'],
	...['eu', 'quero', 'eu quero', 'prefiro', 'eu prefiro'],
	...['yes', 'yep', 'yeah', 'sure', 'of course', 'great', 'perfect', 'fine', 'sounds good', 'go ahead'],
	...['i', 'i want', 'i prefer'],
	...['si', 'vale', 'dale', 'de acuerdo', 'esta bien', 'por supuesto', 'claro que si', 'perfecto', 'listo'],
	...['yo', 'quiero', 'yo quiero', 'prefiero', 'yo prefiero'],
];

/** Words that turn what stands beside them into its contrary. */
export const DENIAL = [
	...['nao', 'nunca', 'jamais', 'nem', 'nenhum', 'nenhuma', 'nada', 'sem'],
	...['no', 'not', 'never', 'none', 'nor', 'nope', 'cannot', 'don t', 'doesn t', 'won t', 'can t', 'isn t', 'dont'],
	...['tampoco', 'ningun', 'ninguno', 'ninguna', 'sin'],
];

/** What stands before the number of a choice. */
export const NUMBERED = ['opcao', 'alternativa', 'numero', 'option', 'number', 'opcion'];

/** What stands around a number that rates or counts something. */
export const RATED = [
	...['nota', 'minha nota', 'nota e', 'minha nota e', 'dou', 'dou nota', 'numero'],
	...['estrela', 'estrelas', 'ponto', 'pontos', 'real', 'reais'],
	...['rating', 'my rating', 'my rating is', 'score', 'number', 'star', 'stars', 'point', 'points'],
	...['mi nota', 'mi nota es', 'estrella', 'estrellas', 'punto', 'puntos', 'pesos'],
];

/**
 * Finds phrases as whole words.
 * @param list words as `plain` leaves them, one space between them
 */
export function phrases(list: readonly string[]): RegExp {
	const longestFirst = list.toSorted((one, other) => other.length - one.length);
	return new RegExp(`(?<![^ ])(?:${longestFirst.join('|')})(?![^ ])`, 'gu');
}
