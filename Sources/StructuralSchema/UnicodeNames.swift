/// The names that `\p{…}` of a regular expression can give, as Go knows them.
enum UnicodeNames {
  enum Meaning {
    case ranges([ClosedRange<UInt32>])
    /// One bit for each of ``categories``.
    case categories(UInt32)
    case script
  }

  /// What a name stands for, whatever its case and with or without underscores; nil for an unknown one.
  static func meaning(of name: String) -> Meaning? {
    let name = String(String.UnicodeScalarView(name.unicodeScalars.filter { !"_- ".unicodeScalars.contains($0) }))
      .lowercased()
    switch name {
    case "any": return .ranges([0...0x10FFFF])
    case "ascii": return .ranges([0...0x7F])
    case "assigned": return .categories(~(categoryBits["cn"] ?? 0))
    case "lc", "casedletter":
      return .categories(bit(of: .uppercaseLetter) | bit(of: .lowercaseLetter) | bit(of: .titlecaseLetter))
    default: break
    }
    if let bits = categoryBits[name] { return .categories(bits) }
    return scripts.contains(name) ? .script : nil
  }

  static func bit(of category: Unicode.GeneralCategory) -> UInt32 { bits[category] ?? 0 }

  private static let categories: [(short: String, long: String, category: Unicode.GeneralCategory)] = [
    ("lu", "uppercaseletter", .uppercaseLetter), ("ll", "lowercaseletter", .lowercaseLetter),
    ("lt", "titlecaseletter", .titlecaseLetter), ("lm", "modifierletter", .modifierLetter),
    ("lo", "otherletter", .otherLetter), ("mn", "nonspacingmark", .nonspacingMark),
    ("mc", "spacingmark", .spacingMark), ("me", "enclosingmark", .enclosingMark),
    ("nd", "decimalnumber", .decimalNumber), ("nl", "letternumber", .letterNumber),
    ("no", "othernumber", .otherNumber), ("pc", "connectorpunctuation", .connectorPunctuation),
    ("pd", "dashpunctuation", .dashPunctuation), ("ps", "openpunctuation", .openPunctuation),
    ("pe", "closepunctuation", .closePunctuation), ("pi", "initialpunctuation", .initialPunctuation),
    ("pf", "finalpunctuation", .finalPunctuation), ("po", "otherpunctuation", .otherPunctuation),
    ("sm", "mathsymbol", .mathSymbol), ("sc", "currencysymbol", .currencySymbol),
    ("sk", "modifiersymbol", .modifierSymbol), ("so", "othersymbol", .otherSymbol),
    ("zs", "spaceseparator", .spaceSeparator), ("zl", "lineseparator", .lineSeparator),
    ("zp", "paragraphseparator", .paragraphSeparator), ("cc", "control", .control), ("cf", "format", .format),
    ("cs", "surrogate", .surrogate), ("co", "privateuse", .privateUse), ("cn", "unassigned", .unassigned),
  ]

  private static let groups = [
    "l": "letter", "m": "mark", "n": "number", "p": "punctuation", "s": "symbol", "z": "separator", "c": "other",
  ]

  private static let bits = Dictionary(
    uniqueKeysWithValues: categories.enumerated().map { ($0.element.category, UInt32(1) << UInt32($0.offset)) })

  /// The bits of each category and group of categories by its names.
  private static let categoryBits: [String: UInt32] = {
    var found = ["punct": UInt32(0), "cntrl": bit(of: .control), "digit": bit(of: .decimalNumber)]
    for (short, long, category) in categories {
      found[short] = bit(of: category)
      found[long] = bit(of: category)
      for (letter, name) in groups where short.hasPrefix(letter) {
        found[letter, default: 0] |= bit(of: category)
        found[name, default: 0] |= bit(of: category)
        if letter == "p" { found["punct", default: 0] |= bit(of: category) }
        if letter == "m" { found["combiningmark", default: 0] |= bit(of: category) }
      }
    }
    return found
  }()

  private static let scripts = Set(
    """
    adlam ahom anatolianhieroglyphs arabic armenian avestan balinese bamum bassavah batak bengali beriaerfe
    bhaiksuki bopomofo brahmi braille buginese buhid canadianaboriginal carian caucasianalbanian chakma cham
    cherokee chorasmian common coptic cuneiform cypriot cyrillic deseret devanagari divesakuru dogra duployan
    egyptianhieroglyphs elbasan elymaic ethiopic garay georgian glagolitic gothic grantha greek gujarati
    gunjalagondi gurmukhi gurungkhema han hangul hanifirohingya hanunoo hatran hebrew hiragana imperialaramaic
    inherited inscriptionalpahlavi inscriptionalparthian javanese kaithi kannada katakana kawi kayahli kharoshthi
    khitansmallscript khmer khojki khudawadi kiratrai lao latin lepcha limbu lineara linearb lisu lycian lydian
    mahajani makasar malayalam mandaic manichaean marchen masaramgondi medefaidrin meeteimayek mendekikakui
    meroiticcursive meroitichieroglyphs miao modi mongolian mro multani myanmar nabataean nagmundari nandinagari
    newa newtailue nko nushu nyiakengpuachuehmong ogham olchiki oldhungarian olditalic oldnortharabian oldpermic
    oldpersian oldsogdian oldsoutharabian oldturkic olonal oriya osage osmanya pahawhhmong palmyrene paucinhau
    phagspa phoenician psalterpahlavi rejang runic samaritan saurashtra sharada shavian siddham sidetic
    signwriting sinhala sogdian sorasompeng soyombo sundanese sunuwar sylotinagri syriac tagalog tagbanwa taile
    taitham taiviet taiyo takri tamil tangut telugu thaana thai tibetan tifinagh tirhuta todhri tolongsiki
    tulutigalari ugaritic vai wancho warangciti yezidi yi zanabazarsquare
    """.split { $0 == " " || $0 == "\n" }.map(String.init))
}
