/** A typed name of a service. Two copies of this package agree on it, since the key is made by `Symbol.for`. */
export interface ServiceToken<Service> {
  readonly name: string;
  readonly key: symbol;
  /** Never present: it lets the type checker tell tokens of different services apart. */
  service?(service: Service): Service;
}

/** Makes a token; the same name gives an equal token. Plugins with services of their own use a name with their package in it. */
export function serviceToken<Service>(name: string): ServiceToken<Service> {
  return { name, key: Symbol.for(`cloze.service.${name}`) };
}
