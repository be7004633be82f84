/// A check over what people asked to leave out, made when all else has been found.
///
/// Its findings cannot be left out by a comment or an annotation, or a suppression could hide what is wrong with it;
/// the configuration and the command line can.
package protocol SuppressionRule: CataloguedRule {
  func check(_ suppression: WrittenSuppression, _ findings: inout RuleFindings)
}
