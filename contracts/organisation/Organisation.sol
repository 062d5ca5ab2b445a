// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {Signatures} from "../account/libraries/Signatures.sol";
import {IOrganisation} from "./interfaces/IOrganisation.sol";
import {Spending, Spent} from "./libraries/Spending.sol";
import {Action, Approval, Band, MemberRole} from "./types/OrganisationTypes.sol";

/// @title Organisation
/// @notice An account that acts when as many of its members signed as its rules demand; a clone made by `OrganisationFactory`.
/// @dev It has no ERC-1271 signature of its own: a hash does not tell the amount that the rules go by. It acts by calls alone.
contract Organisation is IOrganisation, Initializable, EIP712, NoncesKeyed, ERC721Holder {
    using Spending for Spent;

    bytes32 private constant ACTION_TYPEHASH = keccak256("Action(address target,bytes data,uint256 nonce,uint48 deadline)");

    /// @dev Bounds the gas of an action: the checks of 16 passkeys still fit into one transaction.
    uint256 private constant MAX_APPROVALS = 16;
    /// @dev More people than this are not known to each other; the list is read as a whole off chain.
    uint256 private constant MAX_MEMBERS = 256;
    /// @dev A rule is read as a whole.
    uint256 private constant MAX_BANDS = 8;
    uint8 private constant NO_AMOUNT = type(uint8).max;

    /// @dev Signatures of an action, by what they count for.
    struct Tally {
        uint256 signatures;
        uint256 approvals;
        uint256 admins;
        uint256 owners;
    }

    struct Rule {
        uint8 amountAt;
        Spent spent;
        Band[] bands;
    }

    /// @dev Who knows the passkeys of members; of all clones the same.
    address private immutable ACCOUNT_REGISTRY;

    /// @inheritdoc IOrganisation
    mapping(address member => MemberRole role) public roleOf;
    mapping(address target => mapping(bytes4 selector => Rule rule)) private _rules;
    /// @inheritdoc IOrganisation
    uint256 public owners;
    /// @inheritdoc IOrganisation
    uint256 public memberCount;
    /// @inheritdoc IOrganisation
    uint8 public ownersNeeded;

    modifier onlySelf() {
        require(msg.sender == address(this), Organisation_NotSelf(msg.sender));
        _;
    }

    constructor(address accountRegistry) EIP712("Genex Organisation", "1") {
        ACCOUNT_REGISTRY = accountRegistry;
        _disableInitializers();
    }

    /// @notice Called by the factory in the transaction that makes the clone.
    function initialize(address[] calldata firstOwners, uint8 needed) external initializer {
        for (uint256 i = 0; i < firstOwners.length; ++i) _setMember(firstOwners[i], MemberRole.OWNER);
        _setOwnersNeeded(needed);
    }

    // ---------------------------------------------------------------------------------------------------------------------- anyone

    /// @inheritdoc IOrganisation
    function execute(Action calldata action, Approval[] calldata approvals) external returns (bytes memory) {
        require(block.timestamp <= action.deadline, Organisation_Expired(action.deadline, block.timestamp));
        bytes32 digest = hashAction(action);
        Tally memory tally = _tally(digest, approvals);
        bytes4 selector = _selectorOf(action.data);
        uint256 amount = 0;
        if (action.target == address(this)) _requireForSelf(tally, selector, action.data);
        else amount = _requireForCall(tally, action.target, selector, action.data);
        _useCheckedNonce(address(this), action.nonce);
        emit ActionExecuted(digest, action.target, selector, action.nonce, amount);
        return Address.functionCall(action.target, action.data);
    }

    // ---------------------------------------------------------------------------------------------------------- the organisation itself

    /// @inheritdoc IOrganisation
    function setMember(address member, MemberRole role) external onlySelf {
        _setMember(member, role);
        require(owners >= ownersNeeded, Organisation_TooFewOwners(owners, ownersNeeded));
    }

    /// @inheritdoc IOrganisation
    function setOwnersNeeded(uint8 needed) external onlySelf {
        _setOwnersNeeded(needed);
    }

    /// @inheritdoc IOrganisation
    function setRule(address target, bytes4 selector, uint8 amountAt, Band[] calldata bands) external onlySelf {
        _checkBands(bands);
        Rule storage rule = _rules[target][selector];
        rule.amountAt = amountAt;
        delete rule.bands;
        for (uint256 i = 0; i < bands.length; ++i) rule.bands.push(bands[i]);
        emit RuleSet(target, selector, amountAt, bands);
    }

    // ----------------------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IOrganisation
    function ruleOf(address target, bytes4 selector) external view returns (uint8 amountAt, Band[] memory bands) {
        Rule storage rule = _rules[target][selector];
        return (rule.amountAt, rule.bands);
    }

    /// @inheritdoc IOrganisation
    function needs(address target, bytes calldata data) external view returns (Band memory) {
        Rule storage rule = _rules[target][_selectorOf(data)];
        if (target == address(this) || rule.bands.length == 0) return _ownersBand();
        return _bandOf(rule, _levelWith(rule, _amountOf(rule, data)));
    }

    /// @inheritdoc IOrganisation
    function hashAction(Action calldata action) public view returns (bytes32) {
        bytes32 structHash = keccak256(abi.encode(ACTION_TYPEHASH, action.target, keccak256(action.data), action.nonce, action.deadline));
        return _hashTypedDataV4(structHash);
    }

    // --------------------------------------------------------------------------------------------------------------------- private

    function _tally(bytes32 digest, Approval[] calldata approvals) private returns (Tally memory tally) {
        require(approvals.length <= MAX_APPROVALS, Organisation_TooManyApprovals(approvals.length, MAX_APPROVALS));
        address before = address(0);
        for (uint256 i = 0; i < approvals.length; ++i) {
            address member = approvals[i].member;
            require(member > before, Organisation_ApprovalsUnsorted(before, member));
            MemberRole role = roleOf[member];
            require(role >= MemberRole.OPERATOR, Organisation_MayNotSign(member, role));
            require(Signatures.isValid(ACCOUNT_REGISTRY, member, digest, approvals[i].signature), Organisation_BadSignature(member));
            if (role >= MemberRole.APPROVER) ++tally.approvals;
            if (role >= MemberRole.ADMIN) ++tally.admins;
            if (role == MemberRole.OWNER) ++tally.owners;
            ++tally.signatures;
            emit ActionApproved(digest, member, role);
            before = member;
        }
    }

    /// @dev An admin appoints and dismisses those who approve nothing; whoever can approve is made by the owners alone, or an admin could
    /// make the approvals that a rule asks for.
    function _requireForSelf(Tally memory tally, bytes4 selector, bytes calldata data) private view {
        if (selector == this.setMember.selector && tally.admins != 0) {
            (address member, MemberRole role) = abi.decode(data[4:], (address, MemberRole));
            if (roleOf[member] < MemberRole.APPROVER && role < MemberRole.APPROVER) return;
        }
        _requireBand(tally, _ownersBand());
    }

    function _requireForCall(Tally memory tally, address target, bytes4 selector, bytes calldata data) private returns (uint256 amount) {
        Rule storage rule = _rules[target][selector];
        if (rule.bands.length == 0) {
            _requireBand(tally, _ownersBand());
            return 0;
        }
        amount = _amountOf(rule, data);
        uint256 level = _levelWith(rule, amount);
        _requireBand(tally, _bandOf(rule, level));
        // The casts keep the values: the level is capped, and time fits 48 bits.
        rule.spent = Spent({level: uint208(level), since: uint48(block.timestamp)});
    }

    function _requireBand(Tally memory tally, Band memory band) private pure {
        bool enough = tally.approvals >= band.approvals && tally.owners >= band.owners && tally.signatures != 0;
        require(enough, Organisation_NotEnough(tally.approvals, tally.owners, band));
    }

    function _setMember(address member, MemberRole role) private {
        require(member != address(0), Organisation_ZeroMember());
        MemberRole previous = roleOf[member];
        if (previous == MemberRole.OWNER) --owners;
        if (role == MemberRole.OWNER) ++owners;
        if (previous != MemberRole.NONE) --memberCount;
        if (role != MemberRole.NONE) ++memberCount;
        require(memberCount <= MAX_MEMBERS, Organisation_TooManyMembers(MAX_MEMBERS));
        roleOf[member] = role;
        emit MemberSet(member, role);
    }

    function _setOwnersNeeded(uint8 needed) private {
        bool isPossible = needed != 0 && needed <= owners && needed <= MAX_APPROVALS;
        require(isPossible, Organisation_TooFewOwners(owners, needed));
        ownersNeeded = needed;
        emit OwnersNeededSet(needed);
    }

    function _checkBands(Band[] calldata bands) private pure {
        require(bands.length <= MAX_BANDS, Organisation_BadBands(bands.length));
        for (uint256 i = 0; i < bands.length; ++i) {
            Band calldata band = bands[i];
            bool fits = band.owners <= band.approvals && band.approvals <= MAX_APPROVALS;
            bool ascends = i == 0 || (bands[i - 1].upTo < band.upTo && bands[i - 1].approvals <= band.approvals);
            bool tightens = i == 0 || bands[i - 1].owners <= band.owners;
            bool ends = i + 1 < bands.length || band.upTo == type(uint128).max;
            require(fits && ascends && tightens && ends, Organisation_BadBands(i));
        }
    }

    function _ownersBand() private view returns (Band memory) {
        return Band({upTo: type(uint128).max, approvals: ownersNeeded, owners: ownersNeeded});
    }

    function _levelWith(Rule storage rule, uint256 amount) private view returns (uint256) {
        return Math.min(Math.saturatingAdd(rule.spent.levelAt(block.timestamp), amount), type(uint208).max);
    }

    /// @dev The last band has no end: amounts beyond its number need no less.
    function _bandOf(Rule storage rule, uint256 amount) private view returns (Band memory band) {
        for (uint256 i = 0; i < rule.bands.length; ++i) {
            band = rule.bands[i];
            if (amount <= band.upTo) break;
        }
    }

    function _amountOf(Rule storage rule, bytes calldata data) private view returns (uint256) {
        if (rule.amountAt == NO_AMOUNT) return 0;
        uint256 start = 4 + uint256(rule.amountAt) * 32;
        require(data.length >= start + 32, Organisation_NoAmount(data.length, rule.amountAt));
        return uint256(bytes32(data[start:start + 32]));
    }

    function _selectorOf(bytes calldata data) private pure returns (bytes4) {
        return data.length < 4 ? bytes4(0) : bytes4(data[:4]);
    }
}
