"""Makes tables of kinds and their fields, as SchemaTable reads them, of CustomResourceDefinitions.

What the scripts have in common that write Sources/MeshModel/Schema/. Rules in CEL are left out, and so is the status.
"""

import sys

sys.dont_write_bytecode = True


class Table:
    def __init__(self, names, patterns):
        """What an object is called, by the message and the field that hold it, `*` standing for any message; and the
        fields whose patterns are kept."""
        self.names = names
        self.patterns = patterns
        self.kinds = []
        self.messages = {}
        self.version = ""

    def add(self, definition):
        """Adds a kind, once for all versions with the same fields, the newest first."""
        spec, bodies = definition["spec"], {}
        kind = spec["names"]["kind"]
        for version in reversed(spec["versions"]) if is_ascending(spec["versions"]) else spec["versions"]:
            if not version["served"]:
                continue
            schema = version["schema"]["openAPIV3Schema"]
            schema["properties"] = {
                name: value for name, value in schema["properties"].items()
                if name not in ("apiVersion", "kind", "metadata", "status")}
            self.version = version["name"]
            body = self.fields(schema, kind, kind)
            bodies.setdefault(str(body), (body, []))[1].append(version["name"])
        for body, versions in bodies.values():
            self.kinds.append((f"{spec['group']}/{kind} {' '.join(versions)}", body))

    def type_of(self, schema, message, field, route):
        if schema.get("x-kubernetes-int-or-string"):
            return "intOrString"
        kind = schema.get("type")
        if schema.get("x-kubernetes-preserve-unknown-fields"):
            return "{any}" if kind == "object" else "any"
        if kind == "array":
            return "[" + self.type_of(schema["items"], message, field, route) + "]" + limits(schema, "Items")
        if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
            inner = self.type_of(schema["additionalProperties"], message, field, route)
            return "{" + inner + "}" + limits(schema, "Properties")
        if kind == "object":
            return self.message(schema, message, field, route)
        if "enum" in schema and kind == "string":
            return "|".join(schema["enum"])
        if kind == "string" and schema.get("format") == "byte":
            return "bytes"
        if kind == "string":
            return "string" + limits(schema, "Length") + self.pattern(schema, message, field)
        if kind == "integer":
            if "enum" in schema:
                return f"int({min(schema['enum'])}..{max(schema['enum'])})"
            return {"int32": "int"}.get(schema.get("format"), "long") + limits(schema, "imum")
        return {"boolean": "bool", "number": "number"}.get(kind, "any")

    def message(self, schema, holder, field, route):
        plain = holder.partition("~")[0]
        known = self.names.get(f"{plain}.{field}") or self.names.get(f"*.{field}")
        name = known.format(route=route) if known else plain + field[0].upper() + field[1:].removesuffix("s")
        fields = self.fields(schema, name, route)
        # An older version of a kind may have other fields.
        if self.messages.get(name, fields) != fields:
            versions = (other for other in self.messages if other.startswith(f"{name}~"))
            name = next((other for other in versions if self.messages[other] == fields), f"{name}~{self.version}")
        if self.messages.setdefault(name, fields) != fields:
            sys.exit(f"{holder}.{field}: another message is called {name}")
        return name

    def fields(self, schema, name, route):
        required = schema.get("required", [])
        found = []
        for field, value in schema.get("properties", {}).items():
            is_required = field in required and "default" not in value
            found.append((field + ("!" if is_required else ""), self.type_of(value, name, field, route)))
        choice = schema.get("oneOf", [])
        if choice and all(list(one) == ["required"] for one in choice):
            found.append(("exactly one of " + " ".join(one["required"][0] for one in choice), None))
        return found

    def pattern(self, schema, message, field):
        text = schema.get("pattern")
        if not text or not {field, f"{message.partition('~')[0]}.{field}"} & self.patterns:
            return ""
        if "/)" in text or text.count("[") != text.count("]") or " @" in text or ": " in text:
            sys.exit(f"{field}: the table cannot hold the pattern {text}")
        return f"(/{text}/)"

    def write(self, target, name, comment):
        lines = [line for section in self.kinds + sorted(self.messages.items()) for line in lines_of(*section)]
        text = [f"/// {line}" for line in comment] + [f'let {name}: StaticString = #"""']
        target.write_text("\n".join(text + ["  " + line for line in lines] + ["", '  """#']) + "\n")


def is_ascending(versions):
    """Whether the definition has the oldest version first: v1alpha1 sorts before v1beta1."""
    names = [version["name"] for version in versions]
    return len(names) > 1 and names == sorted(names) and "v1" not in names


def limits(schema, unit):
    least, greatest = schema.get("min" + unit), schema.get("max" + unit)
    text = f"({'' if least is None else least}..{'' if greatest is None else greatest})"
    text = "" if text == "(..)" else text
    if schema.get("x-kubernetes-list-type") == "map":
        text += f"(key {' '.join(schema['x-kubernetes-list-map-keys'])})"
    return text + ("(set)" if schema.get("x-kubernetes-list-type") == "set" else "")


def lines_of(heading, fields):
    """A section of the table; fields of one type share a line."""
    yield heading
    types = {}
    for name, type in fields:
        types.setdefault(type, []).append(name)
    for type, names in types.items():
        yield "  " + " ".join(names) + (f": {type}" if type else "")
